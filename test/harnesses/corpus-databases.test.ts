import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TRANSCRIPTS } from '../../src/harnesses/index.ts';
import { eventsBelow, totalsOf } from './totals-of.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const here = existsSync(join(CORPUS, 'facts.json'));

interface Fact {
  tool: 'opencode' | 'goose' | 'cursor' | 'openclaw';
  session_id: string;
  cost?: number;
  first_timestamp: string | null;
  last_timestamp: string | null;
  tokens: { input: number; output: number; cache_read: number; cache_write: number } | null;
  tool_calls: number;
  tool_errors: number | null;
}
const all: Fact[] = here ? Object.values(JSON.parse(readFileSync(join(CORPUS, 'facts.json'), 'utf8')).sessions) : [];
const sessions = (tool: Fact['tool']): Array<[string, Fact]> =>
  all.filter((fact) => fact.tool === tool).map((fact) => [fact.session_id, fact]);

// Where the corpus is not beside the checkout its facts cannot be checked; the fixtures in this folder always are.
describe.skipIf(!here).each<Fact['tool']>(['opencode', 'goose', 'openclaw', 'cursor'])('the corpus of %s', (tool) => {
  it('has these sessions', async () => {
    const events = await eventsBelow((await TRANSCRIPTS[tool]()).default, join(CORPUS, tool));
    expect([...new Set(events.map(({ session }) => session))].sort()).toEqual(
      sessions(tool)
        .map(([id]) => id)
        .sort(),
    );
    for (const [id, fact] of sessions(tool)) {
      const totals = totalsOf(events, id);
      const { input = null, output = null, cache_read = null, cache_write = null } = fact.tokens ?? {};
      expect([id, totals.tokens]).toEqual([id, { input, output, cache_read, cache_write }]);
      expect([id, totals.tool_calls, totals.tool_errors]).toEqual([id, fact.tool_calls, fact.tool_errors]);
      // A cost of zero beside tokens is a price that the harness does not know.
      if (fact.cost !== undefined) expect([id, totals.cost]).toEqual([id, fact.cost === 0 ? null : fact.cost]);
      // Cursor's files hold no times; those of the files themselves are flagged.
      if (tool === 'cursor') expect(totals.flags).toEqual(['inexact_times']);
      else expect([id, totals.first, totals.last]).toEqual([id, fact.first_timestamp, fact.last_timestamp]);
    }
  });
});
