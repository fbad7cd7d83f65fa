import { expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { desk } from './desk.ts';

test('Claude Code follows the `@AGENTS.md` that ka wrote between its marks in CLAUDE.md, once', async () => {
  const names = ['FIRST-TASK', 'NEXT-TASK', 'LAST-TASK'];
  const d = await desk(
    CLIENTS.claude,
    names.map((when) => ({ when, turns: [{ text: 'Done.' }] })),
  );
  const written = d.read('CLAUDE.md');
  expect(written).toMatch(/^<!-- ka:start .*-->\n@AGENTS\.md\n<!-- ka:end -->\n$/);
  const marker = 'Of all the minerals, take the zebra quartz.';
  d.write('AGENTS.md', `${d.read('AGENTS.md')}\n${marker}\n`);
  const timesSeen = async (prompt: string): Promise<number> => {
    expect((await d.run(prompt)).code).toBe(0);
    const { body } = d.model.served.find(({ conversation }) => conversation === prompt)!;
    return body.split(marker).length - 1;
  };
  expect(await timesSeen('FIRST-TASK')).toBe(1);
  // Newer versions read AGENTS.md by themselves where CLAUDE.md says nothing: beside words, only that line leads there.
  d.write('CLAUDE.md', `Be brief.\n\n${written}`);
  expect(await timesSeen('NEXT-TASK')).toBe(1);
  d.write('CLAUDE.md', 'Be brief.\n');
  expect(await timesSeen('LAST-TASK')).toBe(0);
});
