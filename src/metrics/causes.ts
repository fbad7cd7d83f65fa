import type { ExecutionRecord } from './contract.ts';
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

/** How a run is called where a person looks for it. */
export const nameRun = (record: ExecutionRecord): string => plain(record.session_id ?? record.id);

/** Steps that the runs which went wrong suggest: the tool that failed most in them, and the ones to read first. */
export function learnFrom(input: RuleInput, wrong: readonly ExecutionRecord[], called: string): string[] {
  const steps: string[] = [];
  const worst = toolErrors(wrong)[0];
  if (worst && worst.runs * 4 >= wrong.length) {
    steps.push(
      `${fileOf(input)}: say how ${plain(worst.tool)} is to be used here; it failed ${worst.errors} times in ${worst.runs} of ${wrong.length} ${called}.`,
    );
  }
  const costly = [...wrong].sort((a, b) => (tokensOf(b) ?? 0) - (tokensOf(a) ?? 0) || (a.id < b.id ? -1 : 1));
  if (costly.length > 0) {
    steps.push(
      `Read the ${called} that cost most (${costly.slice(0, 3).map(nameRun).join(', ')}) and add what they had in common to ${fileOf(input)} as a rule.`,
    );
  }
  return steps;
}
