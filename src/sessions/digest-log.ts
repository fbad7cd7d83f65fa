import { join } from 'node:path';
import { canonicalJson } from '../lib/canonical.ts';
import type { Ctx } from '../lib/context.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import { listFolder } from '../store/files.ts';
import { refuseLink } from '../store/inside.ts';
import { withLock } from '../store/lock.ts';
import { appendLines, type LogProblems, logFiles, scanLog } from '../store/log.ts';
import type { Project } from '../store/project.ts';
import { redactSecrets } from '../store/redact.ts';
import { writeTarget } from '../store/writer.ts';
import type { Digest } from './digest.ts';

/** Digests of this repository's sessions are committed; those of others stay in `.kaizen/local/`. */
export type Shelf = 'own' | 'others';

export function shelfFolder(project: Project, shelf: Shelf): string {
  const folder = shelf === 'own' ? join(project.kaizen, 'sessions') : join(project.local, 'sessions');
  refuseLink(project.root, folder);
  return folder;
}

const MONTH = /^(\d{4}-\d{2})\..*?jsonl$/;

/** The months that a shelf has logs of, in order. */
export const monthsOf = (project: Project, shelf: Shelf): string[] => [
  ...new Set(listFolder(shelfFolder(project, shelf)).flatMap((name) => MONTH.exec(name)?.[1] ?? [])),
];

/** The greater of two digests of one session: by its end, then by how much was read, then by its bytes. */
function isGreater(a: Digest, b: Digest): boolean {
  if (a.ended !== b.ended) return (a.ended ?? '') > (b.ended ?? '');
  if (a.source.lines !== b.source.lines) return a.source.lines > b.source.lines;
  return canonicalJson(a) > canonicalJson(b);
}

/** Folds two digests of one session, in any order with the same result: what the greater does not know the other fills in. */
export function foldDigests(a: Digest, b: Digest): Digest {
  const [greater, lesser] = isGreater(a, b) ? [a, b] : [b, a];
  const bound = greater.git.start !== null || greater.git.end !== null;
  return {
    ...greater,
    definition: greater.definition ?? lesser.definition,
    git: bound ? greater.git : { ...lesser.git, branch: lesser.git.branch ?? greater.git.branch },
    arms: { ...lesser.arms, ...greater.arms },
  };
}

export interface ReadDigests {
  /** By id. */
  digests: Map<string, Digest>;
  /** Sessions that ended before this are pruned. */
  cut: string | null;
  problems: LogProblems;
}

const isDigest = (value: Record<string, unknown>): boolean =>
  typeof value.id === 'string' &&
  typeof value.harness === 'string' &&
  typeof value.session_id === 'string' &&
  typeof value.git === 'object' &&
  value.git !== null &&
  typeof value.source === 'object' &&
  value.source !== null;

/** The digests of a shelf, folded by id; of some months only, where given. Lines that are none are counted as bad. */
export function readDigests(project: Project, shelf: Shelf, months = monthsOf(project, shelf)): ReadDigests {
  const folder = shelfFolder(project, shelf);
  const digests = new Map<string, Digest>();
  let cut: string | null = null;
  let bad = 0;
  const files = months.flatMap((month) => logFiles(folder, month));
  const problems = scanLog(files, (value) => {
    if (value.id === 'cut' && typeof value.before === 'string') {
      if (cut === null || value.before > cut) cut = value.before;
    } else if (isDigest(value)) {
      const digest = value as unknown as Digest;
      const known = digests.get(digest.id);
      digests.set(digest.id, known ? foldDigests(known, digest) : digest);
    } else bad++;
  });
  dropPruned(digests, cut);
  return { digests, cut, problems: { ...problems, lines: problems.lines - bad, bad: problems.bad + bad } };
}

function dropPruned(digests: Map<string, Digest>, cut: string | null): void {
  if (cut === null) return;
  for (const [id, { ended }] of digests) if (ended !== null && ended < cut) digests.delete(id);
}

/** The month under which a session is kept; sessions whose harness notes no time are kept apart. */
const monthOf = (digest: Digest): string => digest.started?.slice(0, 7) ?? '0000-00';

const byStart = (a: Digest, b: Digest): number =>
  (a.started ?? '') === (b.started ?? '') ? (a.id < b.id ? -1 : 1) : (a.started ?? '') < (b.started ?? '') ? -1 : 1;

/**
 * Writes digests, oldest first. What the log says already is not written again, so that a sync that was killed and
 * repeated, or two at once, leave the same lines.
 *
 * @returns those that were new or said something new
 * @throws KaError `busy`, or what the disk says; then a part may be written
 */
export function writeDigests(project: Project, ctx: Ctx, shelf: Shelf, digests: readonly Digest[]): Digest[] {
  const { config } = readConfigOrDefaults(project, ctx);
  const written: Digest[] = [];
  const sorted = [...digests].sort(byStart);
  for (const month of new Set(sorted.map(monthOf))) {
    const own = sorted.filter((digest) => monthOf(digest) === month);
    withLock(join(project.local, 'locks', `sessions.${shelf}.${month}.lock`), ctx, () => {
      const known = readDigests(project, shelf, [month]);
      const lines: string[] = [];
      for (const raw of own) {
        if (known.cut !== null && (raw.ended ?? known.cut) < known.cut) continue;
        const { value, redacted } = redactSecrets(raw, config.redaction.allow);
        const digest = redacted.length > 0 ? { ...value, flags: [...new Set([...value.flags, 'redacted'])] } : value;
        const before = known.digests.get(digest.id);
        const folded = before ? foldDigests(before, digest) : digest;
        if (before && canonicalJson(before) === canonicalJson(folded)) continue;
        lines.push(JSON.stringify(digest));
        written.push(digest);
      }
      if (lines.length === 0 || ctx.dryRun) return;
      appendLines(
        writeTarget(project, ctx, shelfFolder(project, shelf), month, shelf === 'own' ? config.writer : 'single'),
        lines,
      );
    });
  }
  return written;
}
