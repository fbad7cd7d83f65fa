import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CORPUS, hasCorpus } from '../harnesses/corpus.ts';
import { repo } from '../repo.ts';

interface Bet {
  rule: string;
  subject: string;
  title: string;
  evidence: { text: string; n: number; value: number | null }[];
}

/** All bets on the real sessions of two years, as if they had been one repository's. */
function betsOnCorpus(): Bet[] {
  const r = repo({ '.kaizen/.gitignore': 'local/\n' });
  r.ka(['sessions', 'sync', '--from', CORPUS, '--all-projects']);
  const shelf = '.kaizen/local/sessions';
  for (const name of readdirSync(join(r.root, shelf))) r.write(`.kaizen/sessions/${name}`, r.read(`${shelf}/${name}`));
  return ['2025-12-31', '2026-12-31'].flatMap((day) => {
    const ran = r.ka(['retro', '--no-sync', '--all', '--json', '--days', '366', '--as-of', day]);
    expect(ran.err).toBe('');
    return ran.json().bets;
  });
}

// Each number was looked up by hand in the transcript: calls with their results, patches that were applied, marks.
const BY_HAND: readonly [what: string, rule: string, subject: string, texts: readonly string[]][] = [
  [
    'Claude Code 5b539e53: nine calls that begin with npm start (one behind a cd), eight results with is_error',
    'failing-command',
    'command:npm start',
    ['failed in 5b539e53 (8 of 9)'],
  ],
  [
    'Codex 019f43d1: seven calls of gh pr (create, view, checks), exit codes 0 0 8 1 8 1 1',
    'failing-command',
    'command:gh pr',
    ['failed in 019f43d1 (5 of 7)'],
  ],
  [
    'Codex 019f43d1: nine patch_apply_end with success that change src/plugins/core/rust.rs',
    'file-loop',
    'file:src/plugins/core/rust.rs',
    ['edited 8 times or more in 019f43d1 (9 edits in 2 turns)'],
  ],
  [
    'Claude Code 258c7280: eight Edit calls of that file, none with is_error',
    'file-loop',
    'file:lib/spotter_web/live/project_review_live.ex',
    ['edited 8 times or more in 258c7280 (8 edits in 1 turn)'],
  ],
  [
    'Codex 019f43d1: largest last_token_usage 224,546 of 258,400; one compaction in each of three sessions',
    'context-pressure',
    'sessions:context',
    ['fullest: 019f43d1 (1 compaction, 86.9 % full), 258c7280 (1 compaction), d1423492 (1 compaction)'],
  ],
];

test.skipIf(!hasCorpus)('on real sessions the evidence is what the transcripts say', { timeout: 120_000 }, () => {
  const bets = betsOnCorpus();
  const found = BY_HAND.map(([, rule, subject]) =>
    bets
      .find((bet) => bet.rule === rule && bet.subject === subject)
      ?.evidence.map(({ text }) => text.replaceAll(/\b([0-9a-f]{8})-[0-9a-f]*/g, '$1'))
      .slice(0, 1),
  );
  expect(found).toEqual(BY_HAND.map(([, , , texts]) => texts));
  // A file that is read part by part is not read again: Codex 019d7d08 read syncer.go in eight pieces.
  expect(bets.map(({ subject }) => subject)).not.toContain('file:internal/syncer/syncer.go');
});
