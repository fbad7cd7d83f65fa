import type { AnyCommand } from './contract.ts';

/** Every command by its command line; each file is loaded only when its command is named. The order is that of the help. */
export const commands: Readonly<Record<string, () => Promise<{ default: AnyCommand }>>> = {
  init: () => import('./init.ts'),
  doctor: () => import('./doctor.ts'),
  'agents list': () => import('./agents/list.ts'),
  'agents show': () => import('./agents/show.ts'),
  'agents new': () => import('./agents/new.ts'),
  'agents check': () => import('./agents/check.ts'),
  'agents install': () => import('./agents/install.ts'),
  'agents export': () => import('./agents/export.ts'),
  'memory init': () => import('./memory/init.ts'),
  'memory show': () => import('./memory/show.ts'),
  'memory add': () => import('./memory/add.ts'),
  'memory brief': () => import('./memory/brief.ts'),
  'memory list': () => import('./memory/list.ts'),
  'metrics record': () => import('./metrics/record.ts'),
  'metrics show': () => import('./metrics/show.ts'),
  'metrics list': () => import('./metrics/list.ts'),
  'metrics export': () => import('./metrics/export.ts'),
  'metrics optimize': () => import('./metrics/optimize.ts'),
  'metrics collect': () => import('./metrics/collect.ts'),
  'metrics void': () => import('./metrics/void.ts'),
  'metrics prune': () => import('./metrics/prune.ts'),
  'metrics rebuild': () => import('./metrics/rebuild.ts'),
  'sessions sync': () => import('./sessions/sync.ts'),
  'sessions list': () => import('./sessions/list.ts'),
  'sessions show': () => import('./sessions/show.ts'),
  'sessions tree': () => import('./sessions/tree.ts'),
  summary: () => import('./summary.ts'),
  'bets list': () => import('./bets/list.ts'),
  'bets accept': () => import('./bets/accept.ts'),
  'bets reject': () => import('./bets/reject.ts'),
  mcp: () => import('./mcp.ts'),
  hook: () => import('./hook.ts'),
  config: () => import('./config.ts'),
  completion: () => import('./completion.ts'),
  demo: () => import('./demo.ts'),
};

/** What a group of commands is about, for the help. */
export const groups: Readonly<Record<string, string>> = {
  agents: 'agent definitions: list, check, install, export',
  memory: 'what an agent has learnt, and the brief it starts with',
  metrics: 'execution records, summaries and recommendations',
  sessions: 'what the coding tools did in this repository',
  bets: 'the queue of recommendations: accept or reject',
};
