import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { oncePerRun } from '../lib/once.ts';
import { cachedParse } from '../store/cache.ts';
import { parseYaml } from '../store/docs/doc.ts';
import { listFolder, readJson, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { Kind } from './contract.ts';
import { toKind } from './kind.ts';

/** Relative to the project root: a file here adds a kind, or replaces the shipped one of its name. */
export const KINDS_FOLDER = '.kaizen/kinds';

const read = oncePerRun<ReadonlyMap<string, Kind>>();

/**
 * All kinds by name: the shipped ones, and those of the repository in their place or beside them. Parsed once after a change.
 *
 * @throws KaError `bad-kind` naming the file and all that is wrong in it
 */
export const readKinds = (project: Project, ctx: Ctx): ReadonlyMap<string, Kind> =>
  read(ctx, project.root, () => loadKinds(project, ctx));

function loadKinds(project: Project, ctx: Ctx): ReadonlyMap<string, Kind> {
  // Made of kinds/*.yaml by the build: parsing thirty files would be most of a command's time.
  const shipped = readJson<Record<string, unknown>>(join(ctx.dist, 'kinds.json')) ?? {};
  const kinds = new Map(Object.entries(shipped).map(([name, data]) => [name, toKind(`kinds/${name}.yaml`, data)]));
  const wrong: string[] = [];
  for (const file of listFolder(resolveInside(project.root, KINDS_FOLDER))) {
    if (!file.endsWith('.yaml')) continue;
    const path = `${KINDS_FOLDER}/${file}`;
    try {
      const place = resolveInside(project.root, path);
      const kind = cachedParse(project, ctx, `kind-${ctx.version}`, place, (text) =>
        toKind(path, parseKind(path, text)),
      );
      if (kind) kinds.set(kind.kind, kind);
    } catch (error) {
      if (!(error instanceof KaError)) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length > 0) throw new KaError('bad-kind', wrong.join('\n'), 'ka record verify');
  const sorted = new Map([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
  refuseTwins(sorted);
  return sorted;
}

function parseKind(path: string, text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new KaError(
      'bad-kind',
      `${path}: ${error instanceof Error ? error.message : String(error)}`,
      'ka record kinds',
    );
  }
}

/** Two kinds with one prefix: an id would be of both. */
function refuseTwins(kinds: ReadonlyMap<string, Kind>): void {
  const seen = new Map<string, string>();
  for (const { kind, prefix, promote } of kinds.values()) {
    const other = seen.get(prefix);
    if (other)
      throw new KaError(
        'bad-kind',
        `The kinds ${other} and ${kind} have the same prefix "${prefix}": give the one below ${KINDS_FOLDER} another.`,
        'ka record verify',
      );
    seen.set(prefix, kind);
    if (promote && !kinds.has(promote.to))
      throw new KaError('bad-kind', `${kind} is promoted to "${promote.to}", which is no kind.`, 'ka record verify');
  }
}

/** @throws KaError `no-kind` naming the nearest one */
export function findKind(project: Project, ctx: Ctx, name: string): Kind {
  const kinds = readKinds(project, ctx);
  const kind = kinds.get(name.toLowerCase());
  if (kind) return kind;
  const near = nearest(name, [...kinds.keys()]);
  throw new KaError(
    'no-kind',
    `There is no kind "${name.slice(0, 60)}".${near ? ` Did you mean ${near}?` : ''}`,
    'ka record kinds',
  );
}
