import schema from '../../schemas/kind.schema.json' with { type: 'json' };
import { KaError } from '../lib/errors.ts';
import { isPlain, type Schema, schemaProblems } from '../lib/schema.ts';
import { withDefaults, withoutEmpty } from '../lib/schema-defaults.ts';
import { soundPart } from '../lib/sound-part.ts';
import type { Kind, Need } from './contract.ts';
import { isNeed } from './needs/index.ts';

/** Keys that every record has: no kind may call a field so. */
export const HEAD = ['id', 'kind', 'rev', 'key', 'by', 'created', 'updated', 'prev', 'merged', 'hash'] as const;
/** What commands take beside fields. */
const TAKEN = [...HEAD, 'body', 'path', 'target', 'dry_run', 'json', 'reason', 'strict', 'edit'];
/** Mappings that a kind may lack: filling in defaults makes an empty one of what was left out. */
const MAPPINGS = new Set(['promote', 'settles', 'frozen_by', 'runs', 'hashed_file', 'export_file']);
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * A kind from what its file says, with every default filled in.
 *
 * @param path names the file in what goes wrong
 * @throws KaError `bad-kind` naming all that is wrong
 */
export function toKind(path: string, given: unknown): Kind {
  const data = withoutEmpty(schema as Schema, given);
  const shape = schemaProblems(schema as Schema, data);
  const kind = filled((shape.length === 0 ? data : soundKind(path, data)) as Partial<Kind>);
  const wrong = [...shape, ...contradictions(kind, path)];
  if (wrong.length > 0) throw new KaError('bad-kind', `${path}: ${wrong.join('; ')}.`, 'ka record kinds');
  return kind;
}

/** A kind with what its file says in the right shape, so that the rest is judged, too; a field is there by its name. */
function soundKind(path: string, data: unknown): unknown {
  const said = isPlain(data) ? data : {};
  const sound = Object.entries((schema as Schema).properties!)
    .map(([name, part]) => [name, soundPart(part, said[name])])
    .filter(([, value]) => value !== undefined);
  const names = isPlain(said.fields) ? Object.keys(said.fields).map((name) => [name, {}]) : [];
  const { fields = {}, ...rest } = Object.fromEntries(sound) as Partial<Kind>;
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.yaml$/, '');
  return { kind: stem, prefix: 'x', about: '', ...rest, fields: { ...Object.fromEntries(names), ...fields } };
}

/** With every default. */
function filled(said: Partial<Kind>): Kind {
  const all = Object.entries(withDefaults(schema as Schema, said) as Kind);
  const kind = Object.fromEntries(all.filter(([name]) => !MAPPINGS.has(name) || name in said)) as unknown as Kind;
  // Of the default columns those that it has.
  const owned = (names: readonly string[]): string[] => names.filter((name) => name === 'body' || name in kind.fields);
  return {
    ...kind,
    list: said.list ?? owned(kind.list),
    search: said.search ?? owned(kind.search),
    ...(said.runs ? { runs: said.runs } : {}),
    folder: kind.folder ?? (kind.private ? `.kaizen/local/${kind.kind}` : `.kaizen/records/${kind.kind}`),
    sections: kind.sections.map((section) => ({ ...section, optional: section.optional ?? false })),
    gates: kind.gates.map((gate) => ({ ...gate, reason: gate.reason ?? false })),
  };
}

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
    ...named('export_file', kind.export_file ? [kind.export_file.sort_by, ...kind.export_file.fields] : []),
    ...(/^\.kaizen\/[a-z0-9.-]+\.json$/.test(kind.export_file?.path ?? '.kaizen/a.json')
      ? []
      : [`export_file writes to "${kind.export_file!.path}", not to .kaizen/….json`]),
    ...named('hashed_file', Object.values(kind.hashed_file ?? {})),
    ...named('settles', kind.settles ? [kind.settles.field, kind.settles.given] : []),
    ...named('payload', kind.payload ? [kind.payload] : []),
    ...Object.entries(kind.transitions ?? {}).flatMap(([from, to]) => known('transitions', [from, ...to])),
    ...kind.gates.flatMap(({ to, needs: all }) => [...known('gates', to), ...needs('gates', all)]),
    ...needs('needs', kind.needs),
    ...(kind.promote ? [...known('promote', [kind.promote.status]), ...needs('promote', kind.promote.needs)] : []),
  ];
}

const isInside = (folder: string): boolean =>
  folder !== '' &&
  !folder.startsWith('/') &&
  !/^[a-z]:/i.test(folder) &&
  !folder.split(/[\\/]/).some((part) => part === '..' || part === '.git');
