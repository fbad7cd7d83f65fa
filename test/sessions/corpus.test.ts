import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/sessions/runs/transcript.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const here = existsSync(join(CORPUS, 'facts.json'));

interface Counts {
  input: number;
  output: number;
  cache_read: number;
  cache_creation: number;
  cache_creation_1h: number;
}
interface Facts {
  tool: string;
  lines: number;
  tokens: Counts;
  sidechain_tokens: Counts;
  tool_calls: number;
  tool_errors: number;
  first_timestamp: string;
  last_timestamp: string;
  messages_without_stop_reason: number;
}
const facts: Record<string, Facts> = here ? JSON.parse(readFileSync(join(CORPUS, 'facts.json'), 'utf8')).files : {};
const files = Object.entries(facts).filter(([, fact]) => fact.tool === 'claude-code');

const sum = (models: ReturnType<typeof readRun>['models']) => {
  const total = { input: 0, output: 0, cache_read: 0, cache_write: 0, cache_write_1h: 0 };
  for (const tokens of Object.values(models)) {
    for (const kind of Object.keys(total) as Array<keyof typeof total>) total[kind] += tokens[kind];
  }
  return total;
};
const asOurs = (a: Counts, sign: Counts | null = null) => ({
  input: a.input - (sign?.input ?? 0),
  output: a.output - (sign?.output ?? 0),
  cache_read: a.cache_read - (sign?.cache_read ?? 0),
  cache_write: a.cache_creation - (sign?.cache_creation ?? 0),
  cache_write_1h: a.cache_creation_1h - (sign?.cache_creation_1h ?? 0),
});

// Where the corpus is not beside the checkout the numbers cannot be checked; the fixtures in this folder always are.
describe.skipIf(!here)('the Claude Code corpus, counted by an independent program', () => {
  it.each(files)('%s', (path, fact) => {
    const file = join(CORPUS, path);
    const all = readRun(file, 'all');
    expect(sum(all.models)).toEqual(asOurs(fact.tokens));
    expect([all.lines, all.tool_calls, all.tool_errors]).toEqual([fact.lines, fact.tool_calls, fact.tool_errors]);
    expect(all.flags.includes('partial')).toBe(fact.messages_without_stop_reason > 0);
    if (basename(path).startsWith('agent-')) return;
    expect(sum(readRun(file, 'sidechain').models)).toEqual(asOurs(fact.sidechain_tokens));
  });
});
