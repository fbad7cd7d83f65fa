import type { Ctx } from '../lib/context.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import { redactSecrets } from '../store/redact/redact.ts';
import { correctionKey } from './fold/correction-key.ts';
import { findCorrections } from './fold/corrections.ts';
import type { Loaded } from './load.ts';
import { readAgain } from './read-again.ts';
import { timelineOf } from './timeline.ts';

const LONGEST = 160;
/** Transcripts that are looked into before giving up: older ones may be gone. */
const MOST_READ = 3;

/**
 * The words of a correction, from a transcript that still lies on this machine: digests keep a keyed hash only. For the terminal, never for a
 * file.
 *
 * @param loaded where the sessions stand
 * @param hash as in `Digest.corrections`
 * @returns one line of at most 160 characters without secrets; null where no transcript tells
 */
export async function quoteCorrection(
  project: Project,
  ctx: Ctx,
  { digests, index }: Pick<Loaded, 'digests' | 'index'>,
  hash: string,
): Promise<string | null> {
  // A key that was never kept has hashed nothing.
  const key = correctionKey(project, { ...ctx, dryRun: true });
  const said = digests
    .filter(({ corrections }) => Array.isArray(corrections) && corrections.includes(hash))
    .sort((a, b) =>
      (a.ended ?? '') === (b.ended ?? '') ? (a.id < b.id ? -1 : 1) : (a.ended ?? '') < (b.ended ?? '') ? 1 : -1,
    );
  for (const digest of said.slice(0, MOST_READ)) {
    try {
      const { fold, id } = await readAgain(project, ctx, digest, index);
      const session = fold.get(id);
      const turn = session && timelineOf(session).turns.find((one) => findCorrections([one], key).includes(hash));
      if (!turn?.prompt) continue;
      const text = turn.prompt.text
        .slice(0, 2000)
        .replace(/[\x00-\x1f\x7f-\x9f\s]+/g, ' ')
        .trim();
      const { allow } = readConfigOrDefaults(project, ctx).config.redaction;
      const clean = redactSecrets(text, allow).value;
      return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
    } catch {
      // Its transcript is gone, or on another machine.
    }
  }
  return null;
}
