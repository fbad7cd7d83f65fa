import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Hash of each chunk's bytes, put in by the build: V8 itself compares no more than the length of the source. */
declare const KA_CHUNKS: Readonly<Record<string, string>>;

interface Main {
  main: (words: readonly string[], dist: string) => void | Promise<void>;
}

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
 * Runs `main` of a chunk, compiled by an earlier start where that is kept: compiling costs more than most work. The kept
 * code lies beside the program itself, in `dist/code/`, never in a repository, and is named after the hash of what was
 * built and V8's version; V8 refuses what does not fit its own build and flags. What a chunk requires of `dist/` is run
 * in the same way.
 */
export function runChunk(chunk: string, dist: string, words: readonly string[], require: NodeJS.Require): void {
  const code = join(dist, 'code');
  const version = `${KA_CHUNKS[chunk]}-${process.versions.v8}-${process.arch}`;
  const made: [Script, string][] = [];
  // Node looks at all of a builtin's exports at each `require`, and a chunk has one for each of its modules.
  const known = new Map<string, unknown>();
  const once = (id: string): unknown => {
    if (!known.has(id)) known.set(id, require(id));
    return known.get(id);
  };
  const chunks = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const loaded = chunks.get(file);
    if (loaded) return loaded.exports;
    const module: { exports: unknown } = { exports: {} };
    chunks.set(file, module);
    const name = `${basename(file, '.cjs')}-${version}`;
    const cachedData = read(join(code, name));
    // Node reads UTF-8 in one step and compiles more of itself for any other encoding. The build wraps the chunk in a function.
    const script = new Script(readFileSync(file, 'utf8'), { filename: file, cachedData });
    if (!cachedData || script.cachedDataRejected) made.push([script, name]);
    const folder = dirname(file);
    const requireHere = (id: string): unknown => (id.startsWith('.') ? load(join(folder, id)) : once(id));
    script.runInThisContext()(module.exports, requireHere, module, file, folder);
    return module.exports;
  };
  const { main } = load(join(dist, `${chunk}.cjs`)) as Main;
  const ends = main(words, dist);
  const keepAll = (): void => {
    for (const [script, name] of made) keep(script, code, name);
  };
  // V8 keeps what has been compiled by then.
  if (ends) ends.then(keepAll);
  else keepAll();
}
