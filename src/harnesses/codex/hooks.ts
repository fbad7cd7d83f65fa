import { join } from 'node:path';
import { readText } from '../../store/files.ts';
import { realPath } from '../../store/real-path.ts';
import { hookLine } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { jsonHooks } from '../json-hooks.ts';
import { codexHome } from './places.ts';

const EVENTS = ['SessionStart', 'SubagentStart', 'Stop', 'SubagentStop', 'SessionEnd'] as const;

/** Seconds; Codex cuts that of SessionEnd to 3 and says so in every session. */
const TIMEOUT_S = 3;

const FILE = '.codex/hooks.json';

/**
 * Codex keeps what a person trusted as `[hooks.state."<file>:<event>:<group>:<handler>"]` in its own config.toml. The hash
 * that stands there is its own business: a hook that changed since is asked about again.
 */
function isTrusted(root: string, at: Parameters<NonNullable<HookSetup['allowed']>>[1]): boolean {
  const home = codexHome(at);
  const config = home === null ? null : readText(join(home, 'config.toml'));
  return config !== null && [root, realPath(root)].some((folder) => config.includes(`${join(folder, FILE)}:`));
}

/** Form of the file: https://developers.openai.com/codex/hooks. */
const hooks: HookSetup = {
  name: 'codex',
  title: 'Codex',
  shared: [
    jsonHooks(FILE, {
      harness: 'codex',
      events: EVENTS,
      handler: { type: 'command', command: hookLine('codex'), timeout: TIMEOUT_S },
      shape: 'groups',
    }),
  ],
  personal: null,
  traces: { project: ['.codex'], home: ['.codex'], program: 'codex' },
  events: EVENTS,
  seenIn: '0.169.0',
  untested: [],
  allowed: isTrusted,
  notes: [
    'Codex runs the hooks of a project only once you trust both: start codex here, trust the folder when it asks, then trust the hooks in /hooks, and again when they change. `codex exec` never asks and leaves them out.',
  ],
};
export default hooks;
