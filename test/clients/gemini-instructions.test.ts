import { expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { deskWithMarker } from './marker.ts';

test('Gemini CLI follows the `@./AGENTS.md` that ka wrote between its marks in GEMINI.md, and reads no AGENTS.md else', async () => {
  const { d, timesSeen } = await deskWithMarker(CLIENTS.gemini);
  const written = d.read('GEMINI.md');
  expect(await timesSeen()).toBe(1);
  d.write('GEMINI.md', `Be brief.\n\n${written}`);
  expect(await timesSeen()).toBe(1);
  d.write('GEMINI.md', 'Be brief.\n');
  expect(await timesSeen()).toBe(0);
});
