import type { ModelTokens } from '../../models/tokens.ts';

/** input, output, cache read, cache write, cache write for an hour */
type Counts = [number, number, number, number, number];

/** Replies by message id. One reply stands on several lines whose output count grows. */
export interface Reply {
  /** Place in `models`. */
  model: number;
  counts: Counts;
  /** Its last line has no stop reason: the output count is a snapshot from mid-stream. */
  cut: boolean;
  /** Byte of the last line that held it. */
  at: number;
}

/** Context (input with cached tokens) above which makers charge more. */
const LONG_CONTEXT = 200_000;

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;

function readUsage(usage: Record<string, unknown>): Counts {
  const split = usage.cache_creation as Record<string, unknown> | null | undefined;
  return [
    count(usage.input_tokens),
    count(usage.output_tokens),
    count(usage.cache_read_input_tokens),
    count(usage.cache_creation_input_tokens),
    count(split?.ephemeral_1h_input_tokens),
  ];
}

/** Takes in one line of a reply: of each count the largest is kept, so that copies and repeats add nothing. */
export function growReply(
  replies: Map<string, Reply>,
  key: string,
  model: number,
  usage: Record<string, unknown>,
  cut: boolean,
  at: number,
): void {
  const counts = readUsage(usage);
  const known = replies.get(key);
  if (!known) {
    replies.set(key, { model, counts, cut, at });
    return;
  }
  for (let kind = 0; kind < 5; kind++) known.counts[kind] = Math.max(known.counts[kind]!, counts[kind]!);
  known.cut = cut;
  known.at = at;
}

export const noTokens = (): ModelTokens => ({
  input: 0,
  output: 0,
  reasoning: 0,
  cache_read: 0,
  cache_write: 0,
  cache_write_1h: 0,
});

/** Adds one reply to the sums of its model. Plain indices: the first thousand calls are interpreted. */
export function addReply(sums: Record<string, ModelTokens>, model: string, { counts }: Reply): void {
  if (!Object.hasOwn(sums, model)) sums[model] = noTokens();
  const own = sums[model]!;
  add(own, counts);
  if (counts[0] + counts[2] + counts[3] <= LONG_CONTEXT) return;
  own.long ??= noTokens();
  add(own.long, counts);
}

function add(to: ModelTokens, counts: Counts): void {
  to.input += counts[0];
  to.output += counts[1];
  to.cache_read += counts[2];
  to.cache_write += counts[3];
  to.cache_write_1h += Math.min(counts[4], counts[3]);
}
