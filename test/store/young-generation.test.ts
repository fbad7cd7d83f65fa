import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { scratch } from '../repo.ts';
import { program } from './context.ts';

test('a long read does not let the young generation grow beyond 32 MB where V8 would', async () => {
  const path = await program(
    scratch(),
    `import { getHeapSpaceStatistics } from 'node:v8';
     import { capYoungGeneration } from '#store/process/young-generation.ts';
     const sizes = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
     let [kept, most] = [[], 0];
     for (let n = 0; n < 2_000_000; n++) {
       kept.push({ n, text: 'line ' + n });
       if (kept.length === 200_000) kept = [];
       if (n % 1000) continue;
       if (process.argv[2] === 'capped') capYoungGeneration();
       most = Math.max(most, sizes());
     }
     console.log(most / 2 ** 20);`,
  );
  // As newer versions of V8 do by themselves.
  const most = (word: string): number =>
    Number(execFileSync(process.execPath, ['--max-semi-space-size=128', path, word], { encoding: 'utf8' }));
  expect(most('free')).toBeGreaterThan(32);
  expect(most('capped')).toBe(32);
});
