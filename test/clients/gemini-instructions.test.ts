import { expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { desk } from './desk.ts';

test('Gemini CLI follows the `@./AGENTS.md` that ka wrote between its marks in GEMINI.md, and reads no AGENTS.md else', async () => {
  const names = ['FIRST-TASK', 'NEXT-TASK', 'LAST-TASK'];
  const d = await desk(
    CLIENTS.gemini,
    names.map((when) => ({ when, turns: [{ text: 'Done.' }] })),
  );
  const written = d.read('GEMINI.md');
  const marker = 'Of all the minerals, take the zebra quartz.';
  d.write('AGENTS.md', `${d.read('AGENTS.md')}\n${marker}\n`);
  const timesSeen = async (prompt: string): Promise<number> => {
    expect((await d.run(prompt)).code).toBe(0);
    const { body } = d.model.served.find(({ conversation }) => conversation === prompt)!;
    return body.split(marker).length - 1;
  };
  expect(await timesSeen('FIRST-TASK')).toBe(1);
  d.write('GEMINI.md', `Be brief.\n\n${written}`);
  expect(await timesSeen('NEXT-TASK')).toBe(1);
  d.write('GEMINI.md', 'Be brief.\n');
  expect(await timesSeen('LAST-TASK')).toBe(0);
});
