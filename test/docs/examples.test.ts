import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examples, fits, pages, ROOT } from './pages.ts';

const PROGRAM = join(ROOT, process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** Runs a page's commands one after the other in one fresh repository, as a reader with `ka` installed would. */
function play(commands: readonly string[]): { output: string; code: number | null }[] {
  const base = mkdtempSync(join(tmpdir(), 'ka-docs-'));
  try {
    for (const folder of ['bin', 'home', 'repo']) mkdirSync(join(base, folder));
    writeFileSync(join(base, 'bin', 'ka'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
    chmodSync(join(base, 'bin', 'ka'), 0o755);
    const options = {
      cwd: join(base, 'repo'),
      env: {
        PATH: `${join(base, 'bin')}:${process.env.PATH}`,
        HOME: join(base, 'home'),
        KA_NOW: '2026-11-21T10:00:00Z',
      },
      encoding: 'utf8' as const,
      input: '',
    };
    execFileSync('git', ['init', '-q', '-b', 'main'], options);
    const quiet = ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid'];
    execFileSync('git', [...quiet, 'commit', '-q', '--allow-empty', '-m', 'start'], options);
    return commands.map((command) => {
      const ran = spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], options);
      return { output: ran.stdout, code: ran.status };
    });
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 3 });
  }
}

const withExamples = pages().filter((page) => examples(page).length > 0);

test('some pages have examples that are run', () => expect(withExamples.length).toBeGreaterThan(1));

test.each(withExamples.map((page) => [page.path, page] as const))('%s shows what the program prints', (_, page) => {
  const wanted = examples(page);
  const played = play(wanted.map(({ command }) => command));
  const wrong = wanted.flatMap(({ line, command, shown }, at) => {
    const { output, code } = played[at]!;
    const ok = code === 0 && fits(shown, output);
    return ok ? [] : [`${line}: $ ${command} (exit ${code})\n${output}`];
  });
  expect(wrong).toEqual([]);
});
