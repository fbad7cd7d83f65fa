// A linear repository with sixty sessions around one commit, and a planted shift.
import { expect, test } from 'vitest';
import { mulberry32 } from '../../src/stats/mulberry32.ts';
import { at, DAY, kaAt, type Simulated, timedRepo, writeDigests } from './simulated.ts';

const START = Date.parse('2026-01-10T08:00:00Z');
const HYPOTHESIS = 'split auth.py reduces tokens/session by 20%';

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The original's line as it stands in its readme, sixty sessions, the change between them. */
function sixtySessions(ratio: number, commits = 1) {
  const { project, commit } = timedRepo();
  const random = mulberry32(9);
  const sessions: Simulated[] = [];
  let head = project.git('rev-parse', 'HEAD').trim();
  const work = (count: number, from: number, factor: number): void => {
    for (let i = 0; i < count; i++) {
      const time = from + (i * 9 * DAY) / count;
      // Ordinary commits go on meanwhile.
      if (i % 7 === 3) head = commit(time - 1000, 'notes.txt', `${time}\n`);
      const tokens = Math.round(100_000 * factor * Math.exp(0.4 * normal(random)));
      sessions.push({ id: `s${sessions.length}`, started: at(time), start: head, tokens });
    }
  };
  work(30, START, 1);
  writeDigests(project, sessions);
  const created = START + 10 * DAY;
  const made = kaAt(project, created, ['exp', 'new', '--bind', 'git', '--hypothesis', HYPOTHESIS, '--json']);
  for (let i = 0; i < commits; i++) head = commit(created + DAY + i * 1000, 'src/auth.py', `two ${i}\n`);
  work(30, created + DAY + 60_000, ratio);
  writeDigests(project, sessions);
  return { project, made, sessions, now: created + 12 * DAY };
}

test('sixty sessions on a linear history: arms 30/30, the planted shift recovered', () => {
  const { project, made, now } = sixtySessions(0.6);
  expect([made.code, made.err]).toEqual([0, '']);
  const report = kaAt(project, now, ['exp', 'report', '--json']).json();
  expect(report.arms).toMatchObject({ control: { n: 30 }, treatment: { n: 30 } });
  expect(report.excluded).toEqual([]);
  expect(report.effect.interval[0]).toBeLessThan(-0.4);
  expect(report.effect.interval[1]).toBeGreaterThan(-0.4);
  expect(report.verdict).toBe('met');
  expect(report.registration).toMatchObject({ state: 'pre-registered' });
  expect(report.treatment.by).toBe('file');
  const text = kaAt(project, now, ['exp', 'report']).out;
  expect(text).toContain('Verdict: met, at look');
});
