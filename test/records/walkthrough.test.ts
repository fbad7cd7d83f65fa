import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** The flow of the original\u2019s README as it stands there, but for the name of the program. */
const LINES = `
ka K1 --json
ka X5 --json
ka W1 --title "README polish" --summary "Rewrite the README as a stronger public entry point." --body "Use SAVMI framing, setup steps, command index, and public safety guidance." --json
ka Q2 --task-id TASK_ID_FROM_W1 --conclusion VERIFIED_ACCEPTABLE --summary "README checks passed." --body "Formatter, stale-term scan, command-index check, and link check completed." --json
ka G1 --title "README command drift" --summary "Command tables can drift from the CLI alias map." --body "Regenerate or verify the table against kaizen_components/args.py before publishing." --json
ka L2 --id GOTCHA_ID_FROM_G1 --json
ka R2 --limit 20 --json
`
  .trim()
  .split('\n');

test('the walkthrough of the original runs as written, line by line', () => {
  const at = repo();
  const answers: Record<string, any> = {};
  for (const line of LINES) {
    const filled = line.replace(/\w+_ID_FROM_(\w+)/, (_, code: string) => answers[code].id);
    const shell = `ka() { '${process.execPath}' '${PROGRAM}' "$@"; }\n${filled}`;
    const ran = spawnSync('sh', ['-c', shell], {
      cwd: at.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH!, HOME: at.home },
    });
    expect([line, ran.status]).toEqual([line, 0]);
    answers[line.split(' ')[1]!] = JSON.parse(ran.stdout);
  }
  const { W1, Q2, G1, L2, R2, X5 } = answers;
  expect(X5.records).toEqual([]);
  expect(Q2.record).toMatchObject({ conclusion: 'VERIFIED_ACCEPTABLE', of: W1.id });
  expect(at.read(G1.record.path)).toContain('Regenerate or verify the table');
  expect([L2.record.from, L2.from.status]).toEqual([G1.id, 'promoted']);
  // Each change stands in the ledger: task, verdict, gotcha, learning, and the gotcha\u2019s promotion.
  expect(R2.sections[0].rows.map(([, , of]: string[]) => of).sort()).toEqual(
    [W1.id, Q2.id, G1.id, L2.id, G1.id].sort(),
  );
  expect(at.ka(['record', 'savmi', '--task', W1.id]).code).toBe(0);
});
