import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digests/digest.ts';
import { readAgain } from './read-again.ts';
import type { ReplyIndex } from './sync/reply-index.ts';
import { projectFinder } from './sync/roots.ts';
import { type TreeNode, treeOf } from './tree.ts';

/**
 * The parts of a session, read from its transcript.
 *
 * @param digests those of its subagents among them: their agents and times at work are shown as everywhere
 * @param index where transcripts lie; null: as the disk says
 * @throws as `readAgain`
 */
export async function treeOfSession(
  project: Project,
  ctx: Ctx,
  digest: Digest,
  digests: readonly Digest[],
  index: ReplyIndex | null,
): Promise<TreeNode> {
  const { fold, id, replayed, pricing } = await readAgain(project, ctx, digest, index);
  const cwd = fold.get(id)?.facts.cwd ?? null;
  const root = cwd === null ? null : (projectFinder(ctx)(cwd)?.root ?? null);
  const known = digests.filter(({ harness }) => harness === digest.harness);
  return treeOf({ id, replayed }, fold, pricing, root, new Map(known.map((one) => [one.session_id, one])))!;
}
