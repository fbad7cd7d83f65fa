import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** Hash of each hot chunk's bytes, put in by the build: V8 itself compares no more than the length of the source. */
declare const KA_CHUNKS: Readonly<Record<string, string>>;

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Keeps what V8 compiled for the next start; where the program's folder is not ours to write, each start compiles. */
function keep(script: Script, folder: string, name: string): void {
  try {
    accessSync(join(folder, '..'), constants.W_OK);
    mkdirSync(folder, { recursive: true });
    const temporary = join(folder, `${process.pid}.tmp`);
    writeFileSync(temporary, script.createCachedData(), { flush: true });
    renameSync(temporary, join(folder, name));
  } catch {
    // It costs time, nothing else.
  }
}

/**
 * Runs `main` of a hot chunk, compiled by an earlier start where that is kept: compiling costs more than the work. The
 * kept code lies beside the program itself, in `dist/code/`, never in a repository, and is named after the chunk's hash
 * and V8's version; V8 refuses what does not fit its own build and flags.
 */
export function runChunk(chunk: string, dist: string, words: readonly string[], require: NodeJS.Require): void {
  const file = join(dist, `${chunk}.cjs`);
  const name = `${chunk}-${KA_CHUNKS[chunk]}-${process.versions.v8}-${process.arch}`;
  const cachedData = read(join(dist, 'code', name));
  // Node reads UTF-8 in one step and compiles more of itself for any other encoding. The build wraps the chunk in a function.
  const script = new Script(readFileSync(file, 'utf8'), { filename: file, cachedData });
  // Node looks at all of a builtin's exports at each `require`, and a chunk has one for each of its modules.
  const known = new Map<string, unknown>();
  const once = (id: string): unknown => {
    if (!known.has(id)) known.set(id, require(id));
    return known.get(id);
  };
  const module = { exports: {} as { main: (words: readonly string[], dist: string) => void } };
  script.runInThisContext()(module.exports, once, module, file, dist);
  module.exports.main(words, dist);
  if (!cachedData || script.cachedDataRejected) keep(script, join(dist, 'code'), name);
}
