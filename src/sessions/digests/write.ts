import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { type Config, readConfigOrDefaults } from '../../store/config.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import { withLock } from '../../store/lock/lock.ts';
import { appendLines, logFiles } from '../../store/log/log.ts';
import { writeTarget } from '../../store/log/writer.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import type { Digest } from './digest.ts';
import { foldDigests } from './fold.ts';
import { heldDigests, isCut } from './log.ts';
import { byStart, monthLock, monthOf, type Shelf, shelfFolder } from './shelf.ts';

export interface WrittenDigests {
  /** As the log gives them now; those that were pruned are left out. */
  digests: Digest[];
  /** How many were new or said something new. */
  written: number;
}

/** The gate before a committed write: a secret in any field becomes `<redacted:…>`, and is flagged. */
function redacted(raw: Digest, { redaction }: Config): Digest {
  const { value, redacted: found } = redactSecrets(raw, redaction.allow);
  return found.length === 0 ? value : { ...value, flags: [...new Set([...value.flags, 'redacted'])].sort() };
}

/**
 * What was told from the history of HEAD stays as it was told first: branches come and go, and reading the same
 * transcript again must write nothing.
 */
function keepBinding(digest: Digest, before: Digest | undefined): Digest {
  if (!before || before.ended !== digest.ended || digest.git.bound_by !== 'time') return digest;
  return before.git.bound_by === null ? digest : { ...digest, git: before.git };
}

/**
 * Writes digests, oldest first. What the log says already is not written again, so that a sync that was killed and
 * repeated, or two at once, leave the same lines. Under `ctx.dryRun` it only says what it would do.
 *
 * @throws KaError `busy`, or what the disk says; then a part may be written
 */
export function writeDigests(project: Project, ctx: Ctx, shelf: Shelf, given: readonly Digest[]): WrittenDigests {
  const { config } = readConfigOrDefaults(project, ctx);
  const folder = shelfFolder(project, shelf);
  const sorted = [...given].sort(byStart);
  const result: WrittenDigests = { digests: [], written: 0 };
  for (const month of new Set(sorted.map(monthOf))) {
    const own = sorted.filter((digest) => monthOf(digest) === month);
    const work = (): void => {
      const { lines: known, cut } = heldDigests(logFiles(folder, month), new Set(own.map(({ id }) => id)));
      const fresh: string[] = [];
      for (const raw of own) {
        const lines = known.get(raw.id) ?? [];
        const before = lines.length === 0 ? undefined : foldDigests(lines);
        const digest = keepBinding(redacted(raw, config), before);
        const folded = foldDigests([...lines, digest]);
        if (isCut(folded, cut)) continue;
        if (!before || canonicalJson(before) !== canonicalJson(folded)) {
          fresh.push(JSON.stringify(digest));
          known.set(raw.id, [...lines, digest]);
        }
        result.digests.push(folded);
      }
      result.written += fresh.length;
      if (fresh.length === 0 || ctx.dryRun) return;
      hideLocal(project);
      const writer = shelf === 'own' ? config.writer : 'single';
      appendLines(writeTarget(project, ctx, folder, month, writer), fresh);
    };
    if (ctx.dryRun) work();
    else withLock(monthLock(project, shelf, month), ctx, work);
  }
  return result;
}
