import { expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { deskWithMarker } from './marker.ts';

test('Claude Code follows the `@AGENTS.md` that ka wrote between its marks in CLAUDE.md, once', async () => {
  const { d, timesSeen } = await deskWithMarker(CLIENTS.claude);
  const written = d.read('CLAUDE.md');
  expect(written).toMatch(/^<!-- ka:start .*-->\n@AGENTS\.md\n<!-- ka:end -->\n$/);
  expect(await timesSeen()).toBe(1);
  // Newer versions read AGENTS.md by themselves where CLAUDE.md says nothing: beside words, only that line leads there.
  d.write('CLAUDE.md', `Be brief.\n\n${written}`);
  expect(await timesSeen()).toBe(1);
  d.write('CLAUDE.md', 'Be brief.\n');
  expect(await timesSeen()).toBe(0);
});
