import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { asLines, digest } from '../export/digests.ts';
import { type Repo, repo } from '../repo.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
/** util-linux's `script` gives a program a terminal of its own. */
const noTerminal = process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0;

const session = (n: number) => ({
  ...digest(n, {
    session_id: `session-${n}`,
    agent: n === 3 ? 'bell\u0007\u001b[2J' : n === 4 ? 'security-reviewer' : 'main',
    cost_usd: n / 10,
  }),
  started: `2026-01-0${n}T10:00:00.000Z`,
  ended: `2026-01-0${n}T11:00:00.000Z`,
});
const withSessions = (): Repo => repo({ '.kaizen/sessions/2026-01.jsonl': asLines([1, 2, 3, 4, 5].map(session)) });

/** `ka sessions` in a terminal of 8 rows and 80 columns. */
function terminal({ root, home }: Repo, line = 'sessions --no-sync') {
  const child = spawn(
    'script',
    ['-qec', `stty rows 8 cols 80; exec "${process.execPath}" "${PROGRAM}" ${line}`, '/dev/null'],
    {
      cwd: root,
      env: { PATH: process.env.PATH!, HOME: home, TERM: 'xterm', SHELL: '/bin/sh' },
    },
  );
  onTestFinished(() => void child.kill());
  let all = '';
  child.stdout.on('data', (part) => (all += part));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const screen = (): string =>
    all
      .split('\x1b[H')
      .at(-1)!
      .replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
  return {
    screen,
    all: () => all,
    ended,
    /** Sends a key and waits until the screen shows it. */
    press: async (key: string, shows: RegExp): Promise<void> => {
      child.stdin.write(key);
      await expect.poll(screen, { timeout: 60_000 }).toMatch(shows);
    },
  };
}

test.skipIf(noTerminal)('ka sessions in a terminal: arrows choose, enter shows, esc leads back, q leaves', async () => {
  const t = terminal(withSessions());
  await t.press('', /> session-5 .*\$0\.500/);
  expect(t.screen()).toContain('1 of 5');
  await t.press('\x1b[B', /> session-4 .* securit…viewer /);
  await t.press('j', /> session-3 .*bell\?\?\[2J .*ended/);
  await t.press('\x1b[F', /> session-1/);
  await t.press('\x1b[A', /> session-2/);
  await t.press('\r', /^claude:session-2/);
  await t.press('t', /The transcript of session-2 is not on this machine/);
  await t.press('\x1b', /> session-2/);
  await t.press('q', /.*/);
  expect(await t.ended).toBe(0);
  // The terminal is given back as it was.
  expect(t.all().endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  expect(t.all()).not.toContain('\u0007');
});

test.skipIf(noTerminal)('flags choose the sessions; a wrong one is answered before the screen changes', async () => {
  const t = terminal(withSessions(), 'sessions --no-sync --harness codex');
  await t.press('', /None of 5 sessions is of these/);
  await t.press('\x03', /.*/);
  expect(await t.ended).toBe(0);
  const wrong = terminal(withSessions(), 'sessions --harnes codex');
  expect(await wrong.ended).toBe(2);
  expect([wrong.all().includes('--harness'), wrong.all().includes('\x1b[?1049h')]).toEqual([true, false]);
});

test('without a terminal ka sessions prints its help', () => {
  const { code, out } = repo().ka(['sessions']);
  expect([code, out.includes('Usage: ka sessions'), out.includes('\x1b')]).toEqual([0, true, false]);
});

test.skipIf(noTerminal)('what reads standard input says so, where that is a terminal', async () => {
  const at = repo();
  const t = terminal(at, 'metrics record main --json');
  await t.press('', /ka: reading from the terminal; end with Ctrl-D/);
  await t.press('{"success":true}\n\x04', /"status": "recorded"/);
  expect(await t.ended).toBe(0);
  expect(at.ka(['metrics', 'record', 'main', '--json'], { input: '{"success":true}' }).err).not.toContain('terminal');
});
