import schema from '../../../schemas/session-digest.schema.json' with { type: 'json' };
import { type Schema, schemaProblems } from '../../lib/schema.ts';
import { type LogProblems, logFiles, scanLog } from '../../store/log/log.ts';
import type { Project } from '../../store/project.ts';
import type { Digest } from './digest.ts';
import { foldDigests } from './fold.ts';
import { ageOf, monthsOf, type Shelf, shelfFolder } from './shelf.ts';

/** One line of a log of digests. Null: it is none, which is counted. */
export type DigestLine = { kind: 'digest'; digest: Digest } | { kind: 'cut'; before: string };

/** A clone may bring anything in the place of a digest: only what fits the schema is taken. */
export function readDigestLine(value: Record<string, unknown>): DigestLine | null {
  if (value.id === 'cut') return typeof value.before === 'string' ? { kind: 'cut', before: value.before } : null;
  return schemaProblems(schema as Schema, value).length === 0
    ? { kind: 'digest', digest: value as unknown as Digest }
    : null;
}

export interface HeldDigests {
  /** Lines by id. */
  lines: Map<string, Digest[]>;
  /** Sessions that ended before this are pruned. */
  cut: string | null;
  problems: LogProblems;
}

/**
 * All lines of some files of one log.
 *
 * @param ids of these sessions only: to check a line costs about what it costs to parse it. Others are not counted as bad
 */
export function heldDigests(files: readonly string[], ids?: ReadonlySet<unknown>): HeldDigests {
  const lines = new Map<string, Digest[]>();
  let cut: string | null = null;
  let bad = 0;
  const problems = scanLog(files, (value) => {
    if (ids && value.id !== 'cut' && !ids.has(value.id)) return;
    const line = readDigestLine(value);
    if (line === null) bad++;
    else if (line.kind === 'cut') cut = cut !== null && cut > line.before ? cut : line.before;
    else add(lines, line.digest.id, [line.digest]);
  });
  return { lines, cut, problems: { ...problems, lines: problems.lines - bad, bad: problems.bad + bad } };
}

/** Whether a folded session is older than a cut. Sessions without times are never cut. */
export const isCut = (digest: Digest, cut: string | null): boolean => cut !== null && (ageOf(digest) ?? cut) < cut;

export interface ReadDigests {
  /** By id. */
  digests: Map<string, Digest>;
  /** Lines that are no digest, or above 8 MiB. */
  bad_lines: number;
}

/** The digests of a shelf, folded by id. A cut is that of its month's log. */
export function readDigests(project: Project, shelf: Shelf): ReadDigests {
  const folder = shelfFolder(project, shelf);
  const all = new Map<string, Digest[]>();
  let bad_lines = 0;
  for (const month of monthsOf(project, shelf)) {
    const { lines, cut, problems } = heldDigests(logFiles(folder, month));
    bad_lines += problems.bad + problems.too_long;
    for (const [id, own] of lines) {
      if (!isCut(foldDigests(own), cut)) add(all, id, own);
    }
  }
  const digests = new Map<string, Digest>();
  for (const [id, own] of all) digests.set(id, foldDigests(own));
  return { digests, bad_lines };
}

/** Adds lines to those of their session, most of which have one alone. */
function add(lines: Map<string, Digest[]>, id: string, own: Digest[]): void {
  const known = lines.get(id);
  if (known) known.push(...own);
  else lines.set(id, own);
}
