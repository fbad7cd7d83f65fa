import { HOOK_TIMEOUT_S, hookLine, OWN_FILE } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { jsonHooks } from '../json-hooks.ts';
import { wholeFile } from '../whole-file.ts';

const EVENTS = ['SessionStart', 'Stop', 'SessionEnd'] as const;
const PLUGIN = '.agents/plugins/kaizen';

const manifest = {
  name: 'kaizen',
  version: '1.0.0',
  description: `Tells ka when a session starts and ends. ${OWN_FILE}`,
};

/** A plugin of the project, since 1.38: https://goose-docs.ai/docs/guides/context-engineering/hooks. */
const hooks: HookSetup = {
  name: 'goose',
  title: 'Goose',
  shared: [
    jsonHooks(`${PLUGIN}/hooks/hooks.json`, {
      harness: 'goose',
      events: EVENTS,
      handler: { type: 'command', command: hookLine('goose'), timeout: HOOK_TIMEOUT_S },
      shape: 'groups',
    }),
    wholeFile(`${PLUGIN}/plugin.json`, `${JSON.stringify(manifest, null, 2)}\n`, 'the plugin'),
  ],
  personal: null,
  traces: { project: ['.goosehints', '.goose'], home: ['.config/goose'], program: 'goose' },
  events: EVENTS,
  seenIn: null,
  untested: EVENTS,
  notes: [],
};
export default hooks;
