import type { Compared, Verified } from './verify.ts';

/** Where the report of a migration is kept. */
export const MIGRATION_REPORT = '.kaizen/reports/migration.md';

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const tableOf = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const count = (all: readonly Compared[], path: string, fine: boolean): string =>
  String(all.filter((one) => one.path === path && (one.why === null) === fine).length);

/** How far a migration is, as Markdown: nothing in it but what the files and records say. */
export function migrationReport({ plan: { files, hash }, compared }: Verified): string {
  const rows = files.map(({ path, kind, stub, entries, left }) => [
    path,
    stub ? 'stub' : kind,
    String(entries.length),
    count(compared, path, true),
    count(compared, path, false),
    String(left.length),
  ]);
  const parts = [
    '# Migration of lesson files',
    `Plan ${hash}.`,
    '## Files',
    rows.length === 0 ? 'There is none.' : tableOf(['file', 'becomes', 'entries', 'in', 'open', 'left over'], rows),
    '## Entries',
    compared.length === 0
      ? 'There is none.'
      : tableOf(
          ['file', 'title', 'record', 'state'],
          compared.map(({ path, title, id, state, why }) => [path, title, id ?? '', why ? `${state}: ${why}` : state]),
        ),
    ...files.flatMap(({ path, left }) =>
      left.length === 0 ? [] : [`## Left over in ${path}`, left.map((text) => text.replace(/^/gm, '> ')).join('\n\n')],
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
