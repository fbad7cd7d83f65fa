import { expect } from 'vitest';
import type { CLIENTS } from './clients.ts';
import { desk } from './desk.ts';

/** The prompts of three sessions, each of which the model ends at once. */
const PROMPTS = ['FIRST-TASK', 'NEXT-TASK', 'LAST-TASK'];

/** A desk whose AGENTS.md holds a marker, and in how many places each next session hands it to the model. */
export async function deskWithMarker(client: (typeof CLIENTS)[keyof typeof CLIENTS]) {
  const d = await desk(
    client,
    PROMPTS.map((when) => ({ when, turns: [{ text: 'Done.' }] })),
  );
  const marker = 'Of all the minerals, take the zebra quartz.';
  d.write('AGENTS.md', `${d.read('AGENTS.md')}\n${marker}\n`);
  const prompts = PROMPTS.values();
  const timesSeen = async (): Promise<number> => {
    const prompt = prompts.next().value!;
    expect((await d.run(prompt)).code).toBe(0);
    const { body } = d.model.served.find(({ conversation }) => conversation === prompt)!;
    return body.split(marker).length - 1;
  };
  return { d, timesSeen };
}
