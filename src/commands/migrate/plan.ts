import { shorten } from '../../lib/shorten.ts';
import { table } from '../../lib/table.ts';
import { planMigration, type Step } from '../../records/migration/plan.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { roots } from './roots.ts';

const told = ({ path, key, kind, given, status, why, record }: Step): Record<string, unknown> => ({
  path,
  key,
  kind: kind.kind,
  status,
  why,
  id: record?.id ?? null,
  ...given.fields,
  sections: given.sections,
  body: given.body ?? '',
});

export default defineCommand<{ root?: string[] }>({
  summary: 'what taking lesson files in would write, with the hash that `ka migrate apply` asks for',
  description:
    'Entries of GOTCHA.md become gotchas, those of LEARNING.md learnings. Those of LEARNED.md become learnings too, as a file holds no verification; `ka record promote` makes them learned once their evidence holds. A heading is the title, the first sentence the summary, the rest the body; a day before the title is kept as `dated`.',
  input: roots,
  tool: 'read',
  examples: [{ line: 'ka migrate plan', says: 'a line for each entry, then the hash' }],
  run({ root = [] }, ctx) {
    const { hash, files, steps } = planMigration(findProject(ctx), ctx, root);
    const rows = steps.map(({ path, kind, given, status }) => [status, kind.kind, path, String(given.fields.title)]);
    const learned = steps.some(({ path, status }) => status === 'new' && /(?:^|\/)LEARNED\.md$/.test(path));
    const notes = [
      ...files.flatMap(({ path, stub }) => (stub ? [`${path} holds no lessons of its own: left out.`] : [])),
      ...files.flatMap(({ path, left }) =>
        left.map((text) => `${path}: left out, as it belongs to no entry: ${shorten(text.replace(/\s+/g, ' '), 60)}`),
      ),
      ...(learned ? ['LEARNED.md shows no verification: its entries become learnings, to be promoted.'] : []),
      ...steps.flatMap(({ key, why }) => (why === null ? [] : [`${key.slice('migrated:'.length)}: ${why}`])),
    ];
    const fresh = steps.filter(({ status }) => status === 'new').length;
    const refused = steps.filter(({ status }) => status === 'refused').length;
    const apply = ['ka migrate apply', ...root.map((path) => `--root ${path}`), `--confirm ${hash}`].join(' ');
    return {
      data: { schema_version: 1, hash, steps: steps.map(told) },
      text:
        steps.length === 0
          ? 'There is nothing to take in.'
          : [
              table(['!state', '!becomes', 'file', '~title'], rows, ctx.columns),
              '',
              refused > 0
                ? `${refused} of ${steps.length} cannot be written, so none is: mend the entry in its file, then ka migrate plan`
                : `${fresh} of ${steps.length} to write: ${apply}`,
            ].join('\n'),
      notes,
    };
  },
});
