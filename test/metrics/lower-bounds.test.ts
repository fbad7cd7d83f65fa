import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { putSession, replyId, sessionId } from '../sessions/transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z', COLUMNS: '200' };

test('a run of which a part is missing, and a total in which a price is, are marked as lower bounds', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const put = (name: string, day: number, more: object): void => {
    const start = `2026-11-${day}T10:00:00.000Z`;
    const said = [{ id: replyId(name), s: 5, input: 100_000, output: 0, ...more }];
    putSession(at, { id: sessionId(name), cwd: at.root, start, said });
  };
  const ka = (...args: string[]) => at.ka(args, { env: NOW }).out;
  put('whole', 18, {});
  put('cut', 19, { cut: true });
  ka('sessions', 'sync');
  expect(ka('metrics', 'show', 'main')).toMatch(/ >\$0\.300 +>100k /);
  expect(ka('metrics', 'show', 'main')).toMatch(/ {2}\$0\.300 +100k /);
  expect(ka('metrics', 'list')).toMatch(/ \$0\.600 /);
  put('unpriced', 20, { model: 'nobody-knows-1' });
  ka('sessions', 'sync');
  expect(ka('metrics', 'list')).toMatch(/ >\$0\.600 /);
  expect(ka('metrics', 'show', 'main')).toContain('total >$0.600');
  ka('page', 'page.html');
  expect(at.read('page.html')).toContain('&gt;$0.600');
});
