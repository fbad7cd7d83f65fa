import { HOOK_TIMEOUT_S, hookLine } from '../hook-line.ts';
import type { HookSetup } from '../hook-setup.ts';
import { jsonHooks } from '../json-hooks.ts';

const EVENTS = ['sessionStart', 'agentStop', 'sessionEnd'] as const;

/** Form of the file: https://docs.github.com/en/copilot/reference/hooks-reference. */
const hooks: HookSetup = {
  name: 'copilot',
  title: 'Copilot CLI',
  shared: [
    jsonHooks('.github/hooks/kaizen.json', {
      harness: 'copilot',
      events: EVENTS,
      handler: {
        type: 'command',
        bash: hookLine('copilot'),
        powershell: 'if (Get-Command ka -ErrorAction SilentlyContinue) { $input | ka hook copilot }; exit 0',
        timeoutSec: HOOK_TIMEOUT_S,
      },
      shape: 'flat',
      beside: { version: 1 },
      isOff: ({ disableAllHooks }) => disableAllHooks === true,
    }),
  ],
  personal: null,
  traces: {
    project: ['.github/hooks', '.github/agents', '.github/copilot-instructions.md', '.github/copilot'],
    home: ['.copilot'],
    program: 'copilot',
  },
  events: EVENTS,
  seenIn: '1.0.102',
  untested: [],
  notes: [],
};
export default hooks;
