import type { HookSetup } from '../hook-setup.ts';
import { wholeFile } from '../whole-file.ts';
import { PLUGIN } from './plugin.ts';

const EVENTS = ['session.created', 'session.idle', 'session.deleted'] as const;

/** OpenCode has no hooks that run a command: a plugin in the project tells ka. https://opencode.ai/docs/plugins */
const hooks: HookSetup = {
  name: 'opencode',
  title: 'OpenCode',
  shared: [wholeFile('.opencode/plugins/kaizen.js', PLUGIN, 'the plugin')],
  personal: null,
  traces: {
    project: ['.opencode', 'opencode.json', 'opencode.jsonc'],
    home: ['.config/opencode', '.local/share/opencode'],
    program: 'opencode',
  },
  events: EVENTS,
  seenIn: '1.18.33',
  untested: ['session.deleted'],
  notes: [],
};
export default hooks;
