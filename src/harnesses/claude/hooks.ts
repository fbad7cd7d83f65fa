import { HOOK_TIMEOUT_S, hookLine } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { type HookEntries, jsonHooks } from '../json-hooks.ts';

/** Each was seen firing in the real client, 2.1.328 in `-p` mode. */
const EVENTS = ['SessionStart', 'SubagentStart', 'Stop', 'SubagentStop', 'SessionEnd'] as const;

export const CLAUDE_ENTRIES: HookEntries = {
  harness: 'claude',
  events: EVENTS,
  // On SessionEnd the timeout also raises the client's own budget of 1.5 s.
  handler: { type: 'command', command: hookLine('claude'), timeout: HOOK_TIMEOUT_S },
  shape: 'groups',
  isOff: ({ disableAllHooks }) => disableAllHooks === true,
};

const hooks: HookSetup = {
  name: 'claude',
  title: 'Claude Code',
  shared: [jsonHooks('.claude/settings.json', CLAUDE_ENTRIES)],
  personal: [jsonHooks('.claude/settings.local.json', CLAUDE_ENTRIES)],
  user: jsonHooks('.claude/settings.json', CLAUDE_ENTRIES),
  traces: { project: ['.claude', 'CLAUDE.md'], home: ['.claude'], program: 'claude' },
  events: EVENTS,
  seenIn: '2.1.328',
  untested: [],
  notes: [],
};
export default hooks;
