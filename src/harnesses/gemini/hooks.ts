import { HOOK_TIMEOUT_S, hookLine } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { jsonHooks } from '../json-hooks.ts';

const EVENTS = ['SessionStart', 'AfterAgent', 'SessionEnd'] as const;

const isOff = (settings: Readonly<Record<string, unknown>>): boolean =>
  (settings.hooksConfig as { enabled?: unknown } | null | undefined)?.enabled === false;

/** Form of the settings: https://geminicli.com/docs/hooks/reference. */
const hooks: HookSetup = {
  name: 'gemini',
  title: 'Gemini CLI',
  shared: [
    jsonHooks('.gemini/settings.json', {
      harness: 'gemini',
      events: EVENTS,
      // It reads every output as JSON, and its timeouts are milliseconds.
      handler: {
        name: 'kaizen',
        type: 'command',
        command: hookLine('gemini', 'echo {}'),
        timeout: HOOK_TIMEOUT_S * 1000,
      },
      shape: 'groups',
      isOff,
    }),
  ],
  personal: null,
  traces: { project: ['.gemini', 'GEMINI.md'], home: ['.gemini'], program: 'gemini' },
  events: EVENTS,
  seenIn: '0.61.0',
  untested: [],
  notes: [],
};
export default hooks;
