import type { SessionEvent } from '../session-event.ts';
import type { FileReading } from './file-reading.ts';
import type { Block, Line } from './line.ts';

/** How a result begins that tells the model that a person refused the call (1.0 to 2.1). */
const REFUSED = /^(Error: )?(The user doesn't want to (proceed with|take) |User rejected tool use)/;

/** What a result's structured copy tells. */
interface Copy {
  agentId?: unknown;
  totalDurationMs?: unknown;
}

/**
 * The results on a line, usually one.
 *
 * @param reading of the file: the session below which subagents have their ids, those that stand inline, what was answered
 * @param raw gives the line's text, in which execution ids are looked for
 */
export function resultEvents(
  { root, chains, answered }: Pick<FileReading, 'root' | 'chains' | 'answered'>,
  session: string,
  line: Line,
  at: number | null,
  raw: () => string,
  out: SessionEvent[],
): void {
  const copy = (line as { toolUseResult?: unknown }).toolUseResult;
  const facts = typeof copy === 'object' && copy !== null ? (copy as Copy) : {};
  const content = line.message?.content;
  if (!Array.isArray(content)) return;
  let printed = printedIn(raw());
  for (const block of content as Array<Block & { content?: unknown }>) {
    if (block?.type !== 'tool_result' || typeof block.tool_use_id !== 'string') continue;
    if (answered.has(block.tool_use_id)) continue;
    answered.add(block.tool_use_id);
    const error = block.is_error === true;
    const rejected = error && (REFUSED.test(firstText(block)) || (typeof copy === 'string' && REFUSED.test(copy)));
    const { agentId, totalDurationMs: ms } = facts;
    const named = typeof agentId === 'string' && /^[\w-]{1,64}$/.test(agentId) ? `${root}/${agentId}` : undefined;
    out.push({
      kind: 'result',
      session,
      at,
      id: block.tool_use_id,
      error,
      rejected: rejected || undefined,
      ms: typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined,
      child: chains.started.get(block.tool_use_id) ?? named,
      printed: printed.length > 0 ? printed : undefined,
    });
    printed = [];
  }
}

const printedIn = (raw: string): string[] =>
  raw.includes('x_') ? [...new Set(raw.match(/\bx_[0-9a-f]{20}\b/g))].slice(0, 100) : [];

function firstText({ content }: { content?: unknown }): string {
  if (typeof content === 'string') return content;
  const first: unknown = Array.isArray(content) ? content[0]?.text : undefined;
  return typeof first === 'string' ? first : '';
}
