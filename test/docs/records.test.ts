import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDoc } from '../../src/store/docs/doc.ts';
import { pages, ROOT } from './pages.ts';

const below = (folder: string) => pages().filter(({ path }) => path.startsWith(`${folder}/`) && /\d/.test(path));

test.each(below('adr').map((page) => [page.path, page.text] as const))(
  '%s says context, decision, what was rejected and what follows',
  (path, text) => {
    const { data, body } = parseDoc(text);
    expect(path.startsWith(`adr/${data.id}-`)).toBe(true);
    expect(data.status).toMatch(/^(proposed|accepted|superseded)$/);
    expect(body.match(/^## .+$/gm)).toEqual(['## Context', '## Decision', '## Rejected', '## Consequences']);
    expect(body).toContain(`# ${data.id}: ${data.title}`);
  },
);

test.each(below('workplans').map((page) => [page.path, page.text] as const))(
  '%s lists its tasks with their states',
  (path, text) => {
    const { data, body } = parseDoc(text);
    const tasks = data.tasks as { id: string; title: string; status: string }[];
    expect(path.startsWith(`workplans/${data.id}-`)).toBe(true);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    expect(tasks.filter(({ status }) => !/^(todo|in-progress|done)$/.test(status))).toEqual([]);
    expect(tasks.filter(({ id, title }) => !body.includes(`- ${id} ${title}`))).toEqual([]);
  },
);

test('the records of this repository, its plans and decisions are what ka wrote and allows', () => {
  const program = join(ROOT, process.env.KA_DIST ?? 'dist', 'ka.cjs');
  const args = [program, 'record', 'verify', '--json', '--dry-run', '--target', ROOT];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(JSON.parse(stdout).findings.filter(({ status }: { status: string }) => status === 'wrong')).toEqual([]);
});
