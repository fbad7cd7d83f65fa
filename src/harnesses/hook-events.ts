import type { HookEvent } from './contract.ts';
import type { Payload } from './hook-payload.ts';
import type { HarnessName } from './transcripts.ts';

/** How one tool's hooks speak: the default export of `harnesses/<name>/events.ts` (OpenClaw has none). */
export interface HookEvents {
  name: HarnessName;
  /** Whether a payload has this tool's own shape and nobody else's: other tools read its settings, too. */
  owns(payload: Payload): boolean;
  /** Null for what is no payload: no session, no event. */
  read(payload: Payload): HookEvent | null;
  /** Whether the tool passes the answer to this event on to the model. */
  takesText(event: HookEvent): boolean;
  /** What is printed so that the model reads `text`. */
  answer(event: HookEvent, text: string): string;
  /** What is printed where there is nothing to say. */
  silence: string;
}
