import type { Report } from './report.ts';

/** Where a report is kept, relative to the project root. */
export const reportPath = ({ view, period, as_of }: Report): string =>
  `.kaizen/reports/${view}/${period?.slug ?? (as_of ?? 'empty').slice(0, 10)}.md`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** The report as Markdown. */
export function reportText({ title, as_of, records, input, sections }: Report): string {
  const parts = sections.map(({ title: heading, columns, rows, none }) =>
    [
      `## ${heading}`,
      rows.length === 0 ? none : [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n'),
    ].join('\n\n'),
  );
  const told = `As of ${as_of ?? 'the beginning'}, from ${records} ${records === 1 ? 'record' : 'records'} (input ${input}).`;
  return `${[`# ${title}`, told, ...parts].join('\n\n').trimEnd()}\n`;
}
