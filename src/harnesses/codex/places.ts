import { basename, dirname, join } from 'node:path';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source, Surroundings } from '../transcripts.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const ROLLOUT = /^rollout-.*\.jsonl(\.zst)?$/;
const FOLDERS = ['sessions', 'archived_sessions'];

/** `$CODEX_HOME`, else `~/.codex`, on every system; null without a home. */
export const codexHome = ({ env, home }: Pick<Surroundings, 'env' | 'home'>): string | null =>
  env.CODEX_HOME || (home === null ? null : join(home, '.codex'));

/** Only its two folders of sessions: keys lie beside them. */
export function placesOf(at: Surroundings): string[] {
  const root = codexHome(at);
  return root === null ? [] : FOLDERS.map((folder) => join(root, folder));
}

/** One source a session: a long one may go on in a second file, a moved one lie in both folders. */
export function sourcesBelow(path: string): Source[] {
  const found = findFiles(path, (name) => ROLLOUT.test(name) || name.endsWith('.jsonl'));
  const all = new Set(found);
  const sessions = new Map<string, string[]>();
  for (const file of found) {
    if (isCompressed(file) && all.has(plainPath(file))) continue;
    if (!ROLLOUT.test(basename(file)) && !isRollout(file, headOf(file))) continue;
    const id = sessionOfName(file) ?? file;
    sessions.set(id, [...(sessions.get(id) ?? []), file]);
  }
  return [...sessions.values()].map((files) => ({ harness: 'codex', files }));
}

/**
 * Versions since 0.137 can compress a rollout that nobody wrote to for seven days, and write the plain file anew before they
 * go on with it (`codex-rs/rollout/src/compression.rs`); a compressed one beside the plain is left over.
 */
export const isCompressed = (file: string): boolean => file.endsWith('.jsonl.zst');

/** Where the rollout lies, or lay, uncompressed. */
export const plainPath = (file: string): string => (isCompressed(file) ? file.slice(0, -'.zst'.length) : file);

/** Codex writes `{"timestamp":…,"type":"session_meta","payload":{…` first; the first versions wrote a bare header. */
export function isRollout(path: string, head: string): boolean {
  const line = head.split('\n', 1)[0]!;
  if (/"type":\s*"session_meta"/.test(line)) return true;
  if (/"type":\s*"(response_item|event_msg|turn_context)"/.test(line) && /"payload":\s*\{/.test(line)) return true;
  return ROLLOUT.test(basename(path)) && /^\{"id":"[^"]+","timestamp":"/.test(line);
}

/** The session's id as it stands in a rollout's name: `rollout-<local time>-<id>.jsonl`. */
export const sessionOfName = (path: string): string | undefined => {
  const name = basename(path);
  return ROLLOUT.test(name) ? UUID.exec(name.slice('rollout-'.length))?.[0] : undefined;
};

/** Rollouts of another session in the tree that a rollout lies in: `sessions` and `archived_sessions`, or its folder. */
export function rolloutsOf(session: string, beside: string): string[] {
  const fits = (name: string): boolean => ROLLOUT.test(name) && name.includes(session);
  for (let folder = dirname(beside), up = 0; up < 4; up++, folder = dirname(folder)) {
    if (!FOLDERS.includes(basename(folder))) continue;
    const found = FOLDERS.flatMap((name) => findFiles(join(dirname(folder), name), fits, 4));
    if (found.length > 0) return found;
  }
  return findFiles(dirname(beside), fits, 0);
}
