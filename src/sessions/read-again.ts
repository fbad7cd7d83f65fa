import { emptyTally } from '../harnesses/transcripts.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readPrices } from '../models/prices.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digests/digest.ts';
import { type Fold, startFold, takeEvent } from './fold/events.ts';
import { sessionIdOf } from './fold/family.ts';
import type { Pricing } from './fold/tokens.ts';
import { type ReplyIndex, readReplyIndex } from './sync/reply-index.ts';
import { sourceAt } from './sync/sources.ts';
import { syncedProject } from './sync/where-synced.ts';

/** A session's transcript, read once more: what a digest leaves out is there only. */
export interface ReadAgain {
  fold: Fold;
  /** The harness's own id of the session. */
  id: string;
  /** Replies of it that belong to an earlier session. */
  replayed: ReadonlySet<string>;
  pricing: Pricing;
}

/**
 * @param index where transcripts lie; null: as the disk says
 * @throws KaError `no-transcript` if it is gone, or was never read on this machine
 */
export async function readAgain(here: Project, ctx: Ctx, digest: Digest, index: ReplyIndex | null): Promise<ReadAgain> {
  const project = syncedProject(here);
  const gone = (): KaError =>
    new KaError(
      'no-transcript',
      `The transcript of ${digest.session_id} is not on this machine (any more).`,
      `ka sessions show ${digest.session_id}`,
    );
  const known = (index ?? readReplyIndex(project))?.get(digest.id);
  const found = known ? await sourceAt(digest.harness, known.source) : null;
  if (!known || !found) throw gone();
  const { source, reader } = found;
  await reader.prepare?.(source);
  const fold = startFold();
  for (const event of reader.read(source, emptyTally())) takeEvent(fold, event);
  const own = [...fold.values()].find((session) => sessionIdOf(session) === digest.session_id);
  if (!own) throw gone();
  // What is paid for in an earlier session is not paid for here.
  const replayed = new Set(known.replayed.split(' '));
  for (const id of replayed) own.usages.delete(id);
  const { config } = readConfigOrDefaults(project, ctx);
  const pricing = { prices: readPrices(ctx), overrides: config.prices.overrides, day: digest.started ?? '9999' };
  return { fold, id: own.id, replayed, pricing };
}
