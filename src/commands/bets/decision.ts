import type { Property } from '../contract.ts';

/** What a person says of a recommendation: which one, and why. */
export interface Decision {
  id: string;
  reason?: string;
}

/** The input of the commands that decide on one. */
export const decision: Record<keyof Decision, Property> = {
  id: { type: 'string', description: 'its id, or the start of it, as `ka bets list` prints it' },
  reason: { type: 'string', description: 'a sentence for whoever reads the history', placeholder: 'text' },
};
