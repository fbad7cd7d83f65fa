import type { Repo } from '../repo.ts';

/** After all that scripted sessions do. */
export const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };

/** Where digests of sessions of that month stand. */
export const LOG = '.kaizen/sessions/2026-11.jsonl';

/** What `ka sessions sync` answers; it must not fail. */
export function syncIn(at: Repo, cwd: string, ...more: string[]): any {
  const ran = at.ka(['sessions', 'sync', '--json', ...more], { env: NOW, cwd });
  if (ran.code !== 0) throw new Error(ran.err + ran.out);
  return ran.json();
}
export const sync = (at: Repo, ...more: string[]): any => syncIn(at, at.root, ...more);

/** The digests as the logs stand. */
export const sessionsOf = (at: Repo): any[] =>
  at.ka(['sessions', 'list', '--json', '--no-sync'], { env: NOW }).json().sessions;
