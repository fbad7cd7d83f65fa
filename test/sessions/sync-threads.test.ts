import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { bytesBelow, putSession, replyId, sessionId } from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };
const PROGRAM = resolve(process.env.KA_DIST ?? 'dist', 'ka.cjs');
const SESSIONS = 10;
/** More than what is read in one thread. */
const BYTES = 3_500_000;

test('much to read is read in two threads, with the same result as little by little', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const filler = `${JSON.stringify({ type: 'progress', data: 'x'.repeat(10_000) })}\n`;
  const paths: string[] = [];
  for (let n = 0; n < SESSIONS; n++) {
    const said = Array.from({ length: 5 + n }, (_, k) => ({ id: replyId(`${n}.${k}`), s: k, tool: { name: 'Bash' } }));
    const session = { id: sessionId(`s${n}`), cwd: at.root, start: `2026-11-1${n}T10:00:00.000Z`, said };
    const path = putSession(at, session);
    appendFileSync(path, filler.repeat(Math.ceil(BYTES / filler.length)));
    paths.push(path);
  }
  /** Sorted: little by little they come in another order. */
  const lines = (folder: string): string[] =>
    Object.values(bytesBelow(join(at.root, '.kaizen', folder)))
      .flatMap((text) => text.split('\n'))
      .sort();
  const sync = (...more: string[]) => at.ka(['sessions', 'sync', '--json', ...more], { env: NOW }).json();
  const forget = (): void => {
    for (const folder of ['sessions', 'metrics', 'local/sync', 'local/state', 'local/cache'])
      rmSync(join(at.root, '.kaizen', folder), { recursive: true, force: true });
  };

  expect(sync()).toMatchObject({ read: SESSIONS, own: SESSIONS, records: SESSIONS, unread: [] });
  const atOnce = [lines('sessions'), lines('metrics')];
  forget();
  // Where there is too little room for what two threads share, one reads all.
  const limited = spawnSync(
    'sh',
    ['-c', 'ulimit -v 6000000 && exec "$0" "$@"', process.execPath, PROGRAM, 'sessions', 'sync'],
    {
      cwd: at.root,
      env: { PATH: process.env.PATH!, HOME: at.home, ...NOW },
      encoding: 'utf8',
    },
  );
  expect([limited.status, limited.stderr]).toEqual([0, '']);
  expect([lines('sessions'), lines('metrics')]).toEqual(atOnce);
  forget();
  for (const path of paths) expect(sync('--from', path)).toMatchObject({ read: 1, own: 1 });
  expect([lines('sessions'), lines('metrics')]).toEqual(atOnce);
});
