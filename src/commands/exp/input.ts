import type { Property } from '../contract.ts';

/** Flags that commands on experiments share. */
export const expInput = {
  agent: { type: 'string', description: 'only runs of this agent; without it whole sessions', complete: 'agents' },
  looks: {
    type: 'integer',
    description: 'planned looks at the data',
    minimum: 1,
    maximum: 10,
    default: 5,
    placeholder: 'n',
  },
  minTurns: {
    type: 'integer',
    description: 'leave sessions with fewer turns out (default: 2; of an agent 1)',
    minimum: 0,
    placeholder: 'n',
  },
  noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false },
} as const satisfies Readonly<Record<string, Property>>;
