import type { HookSetup } from '../hook-setup.ts';

/**
 * OpenClaw's hooks run inside its gateway, lie in the workspace of an agent (not in a repository), have to be enabled by
 * hand and know no end of a session (https://docs.openclaw.ai/automation/hooks). So there is nothing to install.
 */
const hooks: HookSetup = {
  name: 'openclaw',
  title: 'OpenClaw',
  shared: [],
  personal: null,
  traces: { project: [], home: ['.openclaw'], program: 'openclaw' },
  events: [],
  seenIn: null,
  untested: [],
  notes: ['OpenClaw has no hooks that a repository could bring: ka sessions sync and ka summary read its sessions.'],
};
export default hooks;
