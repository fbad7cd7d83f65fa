import type { Repo } from '../repo.ts';

/** Adds a record by the program; its id. */
export function added(at: Repo, kind: string, ...args: string[]): string {
  const ran = at.ka(['record', 'add', kind, ...args, '--json']);
  if (ran.code !== 0) throw new Error(ran.out + ran.err);
  return ran.json().id;
}

/** A title and a summary, as most kinds ask for. */
export const told = (title: string, summary = `${title} in a sentence.`): string[] => [
  '--title',
  title,
  '--summary',
  summary,
];

let count = 0;

/** Writes a record's file by hand, as of another day; its id. */
export function written(
  at: Repo,
  kind: string,
  prefix: string,
  created: string,
  fields: Record<string, unknown>,
  body = '',
): string {
  const id = `${prefix}_${created.replace(/\D/g, '').slice(0, 14)}_${(++count).toString(16).padStart(10, '0')}`;
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  at.write(
    `.kaizen/records/${kind}/${id}.md`,
    `---\nid: ${id}\nkind: ${kind}\n${lines.join('')}created: "${created}"\n---\n${body}`,
  );
  return id;
}

/** Writes a line of a log by hand. */
export function lined(at: Repo, kind: string, created: string, fields: Record<string, unknown>): void {
  const path = `.kaizen/records/${kind}/${created.slice(0, 7)}.jsonl`;
  const id = `${kind.slice(0, 3)}_${created.replace(/\D/g, '').slice(0, 14)}_${(++count).toString(16).padStart(10, '0')}`;
  let before = '';
  try {
    before = at.read(path);
  } catch {
    // The first line of its month.
  }
  at.write(path, `${before}${JSON.stringify({ id, ...fields, created })}\n`);
}
