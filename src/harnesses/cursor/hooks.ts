import { HOOK_TIMEOUT_S, hookLine } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { jsonHooks } from '../json-hooks.ts';

/** None that can gate: Cursor asks the `before…` hooks for leave. */
const EVENTS = ['sessionStart', 'stop', 'sessionEnd'] as const;

/** Form of the file: https://cursor.com/docs/agent/hooks. */
const hooks: HookSetup = {
  name: 'cursor',
  title: 'Cursor',
  shared: [
    jsonHooks('.cursor/hooks.json', {
      harness: 'cursor',
      events: EVENTS,
      handler: { command: hookLine('cursor'), timeout: HOOK_TIMEOUT_S },
      shape: 'flat',
      beside: { version: 1 },
    }),
  ],
  personal: null,
  traces: { project: ['.cursor', '.cursorrules'], home: ['.cursor'], program: 'cursor-agent' },
  events: EVENTS,
  seenIn: null,
  untested: EVENTS,
  notes: [],
};
export default hooks;
