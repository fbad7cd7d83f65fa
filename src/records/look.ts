import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import type { Kind } from './contract.ts';
import { type Doc, type Finding, type Looked, wrong } from './finding.ts';
import { type Asked, isWhole, readHistory } from './history.ts';
import { readKinds } from './kinds.ts';
import { pathOf } from './path-of.ts';
import { findRecord, readFile, readRecords, recordFiles } from './read.ts';
import { toldBy } from './told.ts';

/** What was read, and what could not be. */
export interface Look {
  looked: Looked;
  unreadable: Finding[];
}

/**
 * Reads all that checks look at.
 *
 * @param ids only these records are checked; none: all
 * @throws KaError `bad-kind`, `no-record`, `several-records`
 */
export async function look(project: Project, ctx: Ctx, ids: readonly string[]): Promise<Look> {
  const kinds = readKinds(project, ctx);
  const all = [...kinds.values()];
  const unreadable: Finding[] = [];
  const unread = new Set<string>();
  const docs = all.flatMap((kind) => readDocs(project, kind, unread, unreadable));
  const lines = all
    .filter(({ store }) => store === 'log')
    .flatMap((kind): Doc[] => {
      const { records, problems } = readRecords(project, kind);
      const place = { id: null, path: kind.folder };
      unreadable.push(...problems.map((says) => wrong('bad-lines', place, says, `git diff -- ${kind.folder}`)));
      return records.map((record) => ({ kind, record }));
    });
  const byId = new Map<string, Doc[]>();
  for (const doc of [...docs, ...lines]) {
    const known = byId.get(doc.record.id);
    if (known) known.push(doc);
    else byId.set(doc.record.id, [doc]);
  }
  const wanted = new Set(ids.map((id) => (unread.has(id) ? id : findRecord(project, ctx, id).record.id)));
  const isWanted = ({ record: { id } }: Doc): boolean => wanted.size === 0 || wanted.has(id);
  const chosen = docs.filter(isWanted);
  const told = toldBy(lines.flatMap(({ kind, record }) => (kind.kind === 'ledger' ? [record] : [])));
  const gone = wanted.size > 0 ? [] : [...told.keys()].filter((id) => !byId.has(id) && !unread.has(id));
  const history = await readHistory(project, ctx, [
    ...chosen.flatMap(pastOf(told)),
    ...gone.flatMap((id) => pathOf(kinds, id) ?? []),
  ]);
  return {
    unreadable: unreadable.filter(({ id }) => wanted.size === 0 || (id !== null && wanted.has(id))),
    looked: {
      project,
      ctx,
      kinds,
      docs: chosen,
      lines: lines.filter(isWanted),
      byId,
      unread,
      ledger: told,
      history,
      whole: wanted.size === 0,
    },
  };
}

/** The documents of a kind; what cannot be read becomes a finding. */
function readDocs(project: Project, kind: Kind, unread: Set<string>, unreadable: Finding[]): Doc[] {
  const given = (error: unknown, path: string, id: string | null): Doc[] => {
    if (!(error instanceof KaError)) throw error;
    if (id !== null) unread.add(id);
    unreadable.push(wrong(error.code, { id, path }, error.message, error.hint ?? null));
    return [];
  };
  let names: string[];
  try {
    names = recordFiles(project, kind);
  } catch (error) {
    return given(error, kind.folder, null);
  }
  return names.flatMap((name) => {
    try {
      const record = readFile(project, kind, name);
      return record ? [{ kind, record }] : [];
    } catch (error) {
      return given(error, `${kind.folder}/${name}`, name.slice(0, -'.md'.length));
    }
  });
}

/** The past of a record matters where it names one, or is not what ka wrote. */
const pastOf =
  (told: Looked['ledger']) =>
  ({ kind, record }: Doc): Asked[] =>
    !kind.private &&
    (record.prev !== undefined || (!isWhole(record) && (record.hash !== undefined || told.has(record.id))))
      ? [{ kind, path: record.path }]
      : [];
