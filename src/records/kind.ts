import schema from '../../schemas/kind.schema.json' with { type: 'json' };
import { KaError } from '../lib/errors.ts';
import { type Schema, schemaProblems } from '../lib/schema.ts';
import { withDefaults, withoutEmpty } from '../lib/schema-defaults.ts';
import type { Kind, Need } from './contract.ts';
import { isNeed } from './needs/index.ts';

/** Keys that every record has: no kind may call a field so. */
export const HEAD = ['id', 'kind', 'rev', 'key', 'by', 'created', 'updated', 'prev', 'hash'] as const;
/** What commands take beside fields. */
const TAKEN = [...HEAD, 'body', 'path', 'target', 'dry_run', 'json', 'reason', 'strict', 'edit'];
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * A kind from what its file says, with every default filled in.
 *
 * @param path names the file in what goes wrong
 * @throws KaError `bad-kind` naming all that is wrong
 */
export function toKind(path: string, given: unknown): Kind {
  const data = withoutEmpty(schema as Schema, given);
  const problems = schemaProblems(schema as Schema, data);
  if (problems.length > 0) throw badKind(path, problems);
  const { promote, settles, frozen_by, runs, ...kind } = withDefaults(schema as Schema, data) as Kind;
  const said = data as Partial<Kind>;
  const filled: Kind = {
    ...kind,
    // Filling in defaults makes an empty mapping of what was left out.
    ...(said.promote && promote ? { promote } : {}),
    ...(said.runs && runs ? { runs: said.runs } : {}),
    ...(said.settles && settles ? { settles } : {}),
    ...(said.frozen_by && frozen_by ? { frozen_by } : {}),
    folder: kind.folder ?? (kind.private ? `.kaizen/local/${kind.kind}` : `.kaizen/records/${kind.kind}`),
    sections: kind.sections.map((section) => ({ ...section, optional: section.optional ?? false })),
    gates: kind.gates.map((gate) => ({ ...gate, reason: gate.reason ?? false })),
  };
  const wrong = contradictions(filled, path);
  if (wrong.length > 0) throw badKind(path, wrong);
  return filled;
}

const badKind = (path: string, problems: readonly string[]): KaError =>
  new KaError('bad-kind', `${path}: ${problems.join('; ')}.`, 'ka record kinds');

/** What no schema can say: names that must be those of fields or sections. */
function contradictions(kind: Kind, path: string): string[] {
  const parts = new Set([...Object.keys(kind.fields), ...kind.sections.map(({ title }) => title), 'body', ...HEAD]);
  const statuses = new Set((kind.fields.status?.enum ?? []) as string[]);
  const named = (where: string, names: readonly string[]): string[] =>
    names.filter((name) => !parts.has(name)).map((name) => `${where} names "${name}", which it does not have`);
  const known = (where: string, names: readonly string[]): string[] =>
    names
      .filter((name) => !statuses.has(name))
      .map((name) => `${where} names the status "${name}", which it does not have`);
  const needs = (where: string, all: readonly Need[]): string[] =>
    all.flatMap((need) =>
      isNeed(need) ? [] : [`${where} asks for ${JSON.stringify(need).slice(0, 80)}, which nothing judges`],
    );
  return [
    ...(path.endsWith(`/${kind.kind}.yaml`) ? [] : [`kind is "${kind.kind}", unlike the file's name`]),
    ...(/^[a-z][a-z0-9-]{0,39}$/.test(kind.kind) ? [] : ['kind is not of small letters, digits and -']),
    ...(/^[a-z]{1,8}$/.test(kind.prefix) ? [] : [`prefix is "${kind.prefix}", not one to eight small letters`]),
    ...(isInside(kind.folder) ? [] : [`folder is "${kind.folder}", not a folder of the project`]),
    ...Object.keys(kind.fields).flatMap((name) =>
      TAKEN.includes(name) ? [`"${name}" is ka's own`] : NAME.test(name) ? [] : [`"${name}" is no name for a field`],
    ),
    ...named('required', kind.required),
    ...named('list', kind.list),
    ...named('search', kind.search),
    ...named('natural_key', kind.natural_key ?? []),
    ...named('settles', kind.settles ? [kind.settles.field, kind.settles.given] : []),
    ...named('payload', kind.payload ? [kind.payload] : []),
    ...Object.entries(kind.transitions ?? {}).flatMap(([from, to]) => known('transitions', [from, ...to])),
    ...kind.gates.flatMap(({ to, needs: all }) => [...known('gates', to), ...needs('gates', all)]),
    ...needs('needs', kind.needs),
    ...(kind.promote ? [...known('promote', [kind.promote.status]), ...needs('promote', kind.promote.needs)] : []),
  ];
}

const isInside = (folder: string): boolean =>
  folder !== '' && !folder.startsWith('/') && !/^[a-z]:/i.test(folder) && !folder.split(/[\\/]/).includes('..');
