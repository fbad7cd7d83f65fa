import { emptyTally } from '../harnesses/transcripts.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readPrices } from '../models/prices.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digest.ts';
import { sessionIdOf } from './family.ts';
import { type Fold, startFold, takeEvent } from './fold-events.ts';
import type { Pricing } from './fold-tokens.ts';
import { readReplyIndex } from './reply-index.ts';
import { readerOf } from './sources.ts';

/** A session's transcript, read once more: what a digest leaves out is there only. */
export interface ReadAgain {
  fold: Fold;
  /** The harness's own id of the session. */
  id: string;
  pricing: Pricing;
}

/** @throws KaError `no-transcript` if it is gone, or was never read on this machine */
export async function readAgain(project: Project, ctx: Ctx, digest: Digest): Promise<ReadAgain> {
  const gone = (): KaError =>
    new KaError(
      'no-transcript',
      `The transcript of ${digest.session_id} is not on this machine (any more).`,
      `ka sessions show ${digest.session_id}`,
    );
  const path = readReplyIndex(project)?.get(digest.id)?.source;
  if (path === undefined) throw gone();
  const reader = await readerOf(digest.harness);
  const source = reader.discover(path).find(({ files }) => files[0] === path);
  if (!source) throw gone();
  await reader.prepare?.(source);
  const fold = startFold();
  for (const event of reader.read(source, emptyTally())) takeEvent(fold, event);
  const own = [...fold.values()].find((session) => sessionIdOf(session) === digest.session_id);
  if (!own) throw gone();
  const { config } = readConfigOrDefaults(project, ctx);
  const pricing = { prices: readPrices(ctx), overrides: config.prices.overrides, day: digest.started ?? '9999' };
  return { fold, id: own.id, pricing };
}
