import { hookLine } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { jsonHooks } from '../json-hooks.ts';

const EVENTS = ['SessionStart', 'SubagentStart', 'Stop', 'SubagentStop', 'SessionEnd'] as const;

/** Seconds; Codex cuts that of SessionEnd to 3 and says so in every session. */
const TIMEOUT_S = 3;

/** Form of the file: https://developers.openai.com/codex/hooks. */
const hooks: HookSetup = {
  name: 'codex',
  title: 'Codex',
  shared: [
    jsonHooks('.codex/hooks.json', {
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
  notes: ['Codex runs the hooks of a project only once you trust them: start codex there and open /hooks.'],
};
export default hooks;
