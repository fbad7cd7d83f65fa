import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { statFile } from '../../store/files.ts';
import { git } from '../../store/git/git.ts';
import type { Project } from '../../store/project.ts';
import { keepFacts, keptFacts } from './cache.ts';
import { lastChanges, readChurn } from './churn.ts';
import { readContents } from './contents.ts';
import type { FileFacts, InstructionFile, RepoFacts } from './contract.ts';
import { kindOf, readInstruction } from './instructions.ts';
import { measureText, type TextMeasures } from './measure-text.ts';
import { type Place, placeOf } from './place.ts';
import { listTree, type TreeFile } from './tree.ts';

/** Larger files are data. */
const MOST_BYTES = 1024 * 1024;

/**
 * The commit that HEAD was at a time: the newest of the main line (first parents) by committers' clocks.
 *
 * @param until ms since 1970; null: HEAD itself
 * @returns null before the first commit
 */
function commitAt({ top, env }: Place, until: number | null): { commit: string; at: number } | null {
  const limit = until === null ? [] : [`--min-age=${Math.floor(until / 1000)}`];
  try {
    const [at, commit] = git(top, ['rev-list', '-1', '--first-parent', '--timestamp', ...limit, 'HEAD'], '', env)
      .trim()
      .split(' ');
    return commit ? { commit, at: Number(at) } : null;
  } catch {
    return null;
  }
}

/**
 * The facts of a repository at HEAD, or at the commit that it was at a time; computed once for a commit and kept in `.kaizen/local/cache/`.
 *
 * @returns null without git, and before the first commit
 * @throws KaError `git-failed` for a broken repository
 */
export async function readFacts(project: Project, ctx: Ctx, until: number | null): Promise<RepoFacts | null> {
  const place = placeOf(project, ctx);
  const head = place && commitAt(place, until);
  if (!place || !head) return null;
  const shallow = project.commonDir !== null && statFile(join(project.commonDir, 'shallow')) !== null;
  const folders = readConfigOrDefaults(project, ctx).config.agents_dirs.map((dir) => dir.replace(/^\.\/|\/+$/g, ''));
  const key = { commit: head.commit, prefix: place.prefix, shallow, folders };
  const kept = keptFacts(project, key);
  if (kept) return kept;
  ctx.progress(`reading the repository at ${head.commit.slice(0, 12)}`);
  const facts = await computeFacts(place, head, shallow, folders);
  keepFacts(project, ctx, key, facts);
  return facts;
}

async function computeFacts(
  place: Place,
  { commit, at }: { commit: string; at: number },
  shallow: boolean,
  folders: readonly string[],
): Promise<RepoFacts> {
  const tree = listTree(place, commit);
  const { files: churn, co_changes } = readChurn(place, commit, { at, shallow });
  const small = tree.filter(({ bytes }) => bytes <= MOST_BYTES);
  const measures = new Map<string, TextMeasures>();
  const found: Omit<InstructionFile, 'changed'>[] = [];
  await readContents(
    place,
    small.map(({ object }) => object),
    (i, text) => {
      const { path } = small[i]!;
      if (text === null || text.slice(0, 8000).includes('\0')) return;
      measures.set(path, measureText(path, text));
      const kind = kindOf(path, folders);
      const own = kind && readInstruction(kind, path, Buffer.from(text, 'latin1').toString());
      if (own) found.push(own);
    },
  );
  const changed = lastChanges(
    place,
    commit,
    found.map(({ path }) => path),
    shallow,
  );
  return {
    commit,
    at: isoTime(at * 1000),
    shallow,
    files: tree.map((file) => factsOf(file, measures.get(file.path), churn.get(file.path))),
    co_changes,
    instructions: found.map((one) => ({ ...one, changed: changed.get(one.path) ?? null })),
  };
}

type OneChurn = ReturnType<typeof readChurn>['files'] extends Map<string, infer T> ? T : never;

const factsOf = ({ path, bytes }: TreeFile, text: TextMeasures | undefined, own: OneChurn | undefined): FileFacts => ({
  path,
  bytes,
  lines: text?.lines ?? null,
  complexity: text?.complexity ?? null,
  symbols: text?.symbols ?? null,
  churn_30d: own?.commits_30d ?? 0,
  churn_90d: own?.commits_90d ?? 0,
  authors_30d: own?.authors_30d.size ?? 0,
  authors_90d: own?.authors_90d.size ?? 0,
  changed: own ? isoTime(own.newest * 1000) : null,
});
