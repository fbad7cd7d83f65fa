import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const AGENT = `---
name: tdd
description: Test first, in small steps.
metrics:
  primary: {name: pass-rate, target: 1.0, unit: ratio}
---
Work.
`;
const entries = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) =>
      `- 2026-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}: lesson number ${i} is about something that was learnt the hard way`,
  ).join('\n');

function sample() {
  const it = repo({
    'agents/tdd.md': AGENT,
    '.kaizen/agents/tdd/memory.md': `# Memory\n\nPreamble by hand.\n\n## Notes\n\n${entries(300)}\n\n## Commands\n\n\`\`\`sh\nmake test\n\`\`\`\n\n## What works\n\n- 2027-01-01: newest of all\n`,
  });
  for (let i = 0; i < 12; i++) {
    const flags = [
      i % 4 ? '--success' : '--failure',
      '--quality',
      '0.9',
      '--time',
      '100',
      '--cost',
      '0.5',
      '--session',
      `s${i}`,
      '--metric',
      'pass-rate=0.9:1',
    ];
    expect(it.ka(['metrics', 'record', 'tdd', ...flags]).code).toBe(0);
  }
  return it;
}

test('the brief holds role, numbers and memory, newest first, the same bytes each time', () => {
  const { ka } = sample();
  const { out } = ka(['memory', 'brief', 'tdd']);
  expect(ka(['memory', 'brief', 'tdd']).out).toBe(out);
  expect(out).toContain('Test first, in small steps.');
  expect(out).toContain('- Primary metric: pass-rate at least 1 (ratio)');
  expect(out).toContain('## Performance Summary');
  expect(out).toMatch(/Success: 75 % of 12 .*95 % interval 47 to 91 %/);
  expect(out).toContain('newest of all');
  expect(out).toMatch(/Cut to 1500 tokens: Memory \(\d+ of \d+ entries\)/);
  const dates = [...out.matchAll(/^- (2026-\d\d-\d\d): lesson/gm)].map(([, date]) => date);
  expect(dates).toEqual([...dates].sort().reverse());
});

test('each budget is kept, and a cut is named', () => {
  const { ka } = sample();
  for (const budget of [100, 150, 200, 300, 500, 1500, 5000, 20_000]) {
    const { text, sections } = ka(['memory', 'brief', 'tdd', '--budget', String(budget), '--json']).json();
    expect(Math.ceil(text.length / 4)).toBeLessThanOrEqual(budget);
    const cut = sections.some((section: { cut: number }) => section.cut > 0);
    expect(text.includes('--all`')).toBe(cut);
  }
});

test('--all leaves nothing out, what a person wrote elsewhere included', () => {
  const { ka } = sample();
  const { out } = ka(['memory', 'brief', 'tdd', '--all']);
  for (const part of ['lesson number 0 ', 'lesson number 299 ', 'Preamble by hand.', '### Commands', 'make test'])
    expect(out).toContain(part);
  expect(out).not.toContain('Cut to');
});

test('it works without definition, metrics or memory, and beside a broken config', () => {
  const { ka, write } = repo();
  expect(ka(['memory', 'brief', 'tdd', '--json']).json()).toMatchObject({ agent: 'tdd', sections: [] });
  write('agents/tdd.md', AGENT);
  expect(
    ka(['memory', 'brief', 'tdd', '--json'])
      .json()
      .sections.map((s: { title: string }) => s.title),
  ).toEqual(['Role and targets']);
  write('.kaizen/agents/other/memory.md', 'just a line, no heading\n');
  expect(ka(['memory', 'brief', 'other']).out).toContain('just a line, no heading');
  write('.kaizen/config.yaml', 'brief: [');
  expect(ka(['memory', 'brief', 'other']).code).toBe(0);
  expect(ka(['memory', 'brief', '../x']).code).toBe(2);
});
