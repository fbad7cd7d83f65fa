import { basename, dirname, join } from 'node:path';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source, Surroundings } from '../transcripts.ts';

const PRODUCTS = ['Code', 'Code - Insiders', 'VSCodium'];
const SERVERS = ['.vscode-server', '.vscode-server-insiders'];

/** `User/workspaceStorage` of each product, of a portable one, and of the servers that remote windows leave behind. */
export function placesOf({ env, home, platform }: Surroundings): string[] {
  const storage = (data: string): string => join(data, 'User', 'workspaceStorage');
  const portable = env.VSCODE_PORTABLE ? [storage(join(env.VSCODE_PORTABLE, 'user-data'))] : [];
  const below = (...names: string[]): string | null => (home === null ? null : join(home, ...names));
  const base =
    platform === 'darwin'
      ? below('Library', 'Application Support')
      : platform === 'win32'
        ? env.APPDATA || below('AppData', 'Roaming')
        : env.XDG_CONFIG_HOME || below('.config');
  return [
    ...portable,
    ...(base === null ? [] : PRODUCTS.map((product) => storage(join(base, product)))),
    ...(home === null ? [] : SERVERS.map((server) => storage(join(home, server, 'data')))),
  ];
}

/** `chatSessions/<id>.json`, since 2026 `<id>.jsonl`, which replaces the former; elsewhere what looks like one. */
export function sourcesBelow(path: string): Source[] {
  const found = findFiles(path, (name) => /\.jsonl?$/.test(name)).filter(
    (file) =>
      basename(dirname(file)) === 'chatSessions' ||
      (!/[\\/]workspaceStorage[\\/]/.test(file) && isChat(file, headOf(file))),
  );
  const all = new Set(found);
  return found
    .filter((file) => !(file.endsWith('.json') && all.has(`${file}l`)))
    .map((file) => ({ harness: 'copilot-vscode', files: [file] }));
}

/** A document of `version` 3, or a log that begins with one: `{"kind":0,"v":{…`. */
export function isChat(_path: string, head: string): boolean {
  const named = /"(requesterUsername|responderUsername|initialLocation|creationDate)":/.test(head);
  return named && /^\s*(\{\s*"kind":\s*0,\s*"v":\s*)?\{\s*"version":\s*[23],/.test(head);
}
