import type { ExecutionRecord } from '../contract.ts';
import { shortId, shortLength } from '../records/short-id.ts';
import { fileOf, tokensOf } from './measures.ts';
import type { RuleInput } from './rule.ts';
import { plain } from './say.ts';

/** Failed tool calls by tool over some executions, most first; `runs` counts the executions with any. */
export function toolErrors(records: readonly ExecutionRecord[]): { tool: string; errors: number; runs: number }[] {
  const by = new Map<string, { errors: number; runs: number }>();
  for (const record of records) {
    for (const [tool, errors] of Object.entries(record.errors ?? {})) {
      if (typeof errors !== 'number' || !(errors > 0)) continue;
      const seen = by.get(tool) ?? { errors: 0, runs: 0 };
      by.set(tool, { errors: seen.errors + errors, runs: seen.runs + 1 });
    }
  }
  return [...by]
    .map(([tool, seen]) => ({ tool, ...seen }))
    .sort((a, b) => b.errors - a.errors || (a.tool < b.tool ? -1 : 1));
}

const lengths = new WeakMap<readonly ExecutionRecord[], number>();

/** How a run is called: the start of its record's id that no other of its agent has. `ka metrics show --run` takes it. */
export function nameRun(input: RuleInput, { id }: ExecutionRecord): string {
  let length = lengths.get(input.records);
  if (length === undefined) {
    length = shortLength(input.records.map((record) => record.id));
    lengths.set(input.records, length);
  }
  return plain(shortId(id, length));
}

/** Three runs of a group that are worth reading: by what they cost, else by their tokens, else the newest. */
function worthReading(wrong: readonly ExecutionRecord[], called: string): [said: string, runs: ExecutionRecord[]] {
  const by = (of: (record: ExecutionRecord) => number | null | undefined): ExecutionRecord[] =>
    [...wrong].sort((a, b) => (of(b) ?? -1) - (of(a) ?? -1) || (a.id < b.id ? -1 : 1)).slice(0, 3);
  const cost = (record: ExecutionRecord) => record.cost_usd;
  if (wrong.some((record) => cost(record) != null)) return [`the ${called} that cost most`, by(cost)];
  if (wrong.some((record) => tokensOf(record) !== null)) return [`the ${called} that used most tokens`, by(tokensOf)];
  return [`the newest of the ${called}`, by((record) => Date.parse(record.timestamp))];
}

/** A run that a person or a program told of, and no coding tool: there is nothing of it to read. */
const toldOnly = ({ session_id, source }: ExecutionRecord): boolean =>
  session_id == null && source !== 'hook' && source !== 'sweep' && source !== 'run';

/** Steps that the runs which went wrong suggest: the tool that failed most in them, and the ones to read first. */
export function learnFrom(input: RuleInput, wrong: readonly ExecutionRecord[], called: string): string[] {
  const steps: string[] = [];
  const worst = toolErrors(wrong)[0];
  if (worst && worst.runs * 4 >= wrong.length) {
    steps.push(
      `${fileOf(input)}: say how ${plain(worst.tool)} is to be used here; it failed ${worst.errors} times in ${worst.runs} of ${wrong.length} ${called}.`,
    );
  }
  const readable = wrong.filter((record) => !toldOnly(record));
  if (readable.length > 0) {
    const [said, runs] = worthReading(readable, called);
    const names = runs.map((record) => nameRun(input, record)).join(', ');
    steps.push(`Read ${said} (${names}) and add what they had in common to ${fileOf(input)} as a rule.`);
  } else if (wrong.length > 0) {
    steps.push(
      `These runs were recorded by hand and left nothing to read: keep what goes wrong in the next one (\`ka memory add ${input.agent} --section "What fails" "…"\`), and add what they had in common to ${fileOf(input)} as a rule.`,
    );
  }
  return steps;
}
