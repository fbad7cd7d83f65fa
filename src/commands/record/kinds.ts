import { table } from '../../lib/table.ts';
import { exampleOf } from '../../records/check.ts';
import type { Field, Kind } from '../../records/contract.ts';
import { flagsOf } from '../../records/fields.ts';
import { findKind, readKinds } from '../../records/kinds.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

function describeField(kind: Kind, [name, field]: [string, Field]): string[] {
  const type = field.enum
    ? field.enum.join(' | ')
    : field.link
      ? `${field.type === 'array' ? 'ids' : 'id'} of ${field.link === 'any' ? 'any kind' : field.link}`
      : field.type === 'array'
        ? 'text, repeatable'
        : String(field.type ?? 'text');
  const more = [
    field.about,
    field.default === undefined ? null : `default ${String(field.default)}`,
    exampleOf(name, field),
  ]
    .filter(Boolean)
    .join('; ');
  return [`--${name.replaceAll('_', '-')}`, kind.required.includes(name) ? 'yes' : '', type, more];
}

function describeKind(kind: Kind, columns: number): string {
  const headings = kind.sections.map(
    ({ title, flag, optional }) => `  ## ${title}${flag ? `  --${flag}` : ''}${optional ? '  (optional)' : ''}`,
  );
  return [
    `${kind.kind}: ${kind.about}`,
    `in ${kind.folder}, version ${kind.version}, ids begin with ${kind.prefix}_`,
    '',
    table(
      ['!flag', 'needed', '=what', '=about'],
      Object.entries(kind.fields).map((field) => describeField(kind, field)),
      columns,
    ),
    ...(headings.length > 0 ? ['', 'The body has these headings:', ...headings] : []),
    ...(kind.promote ? ['', `ka record promote makes a ${kind.promote.to} of it.`] : []),
  ].join('\n');
}

export default defineCommand<{ kind?: string }>({
  summary: 'what kinds of managed records there are, and what one holds',
  description: 'A file .kaizen/kinds/KIND.yaml adds a kind, or replaces the shipped one of its name (wiki/records.md).',
  positional: ['kind'],
  input: { kind: { type: 'string', description: 'one kind, with its fields' } },
  tool: 'read',
  examples: [
    { line: 'ka record kinds', says: 'all kinds, a line each' },
    { line: 'ka record kinds task', says: 'its fields, headings and gates' },
  ],
  run({ kind: name }, ctx) {
    const project = findProject(ctx);
    if (name !== undefined) {
      const kind = findKind(project, ctx, name);
      return { data: { schema_version: 1, kind, flags: flagsOf(kind) }, text: describeKind(kind, ctx.columns) };
    }
    const kinds = [...readKinds(project, ctx).values()];
    const rows = kinds.map(({ kind, prefix, version, store, about }) => [
      kind,
      `${prefix}_`,
      String(version),
      store,
      about,
    ]);
    return {
      data: { schema_version: 1, kinds },
      text: table(['!kind', 'ids', '>version', 'store', '=about'], rows, ctx.columns),
    };
  },
});
