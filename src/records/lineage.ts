import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { readKinds } from './kinds.ts';
import { findRecord, readRecords } from './read.ts';

/** One record that another one names, or that names it. */
export interface Link {
  /** The field: `from`, `promoted_to`; with `←` before it where the other record has it. */
  how: string;
  id: string;
  kind: string;
  says: string;
}

/** With its verdict in front, where its kind has one. */
function titleOf({ fields }: ManagedRecord, kind: Kind): string {
  const title = String(fields.title ?? fields.summary ?? fields.note ?? '').slice(0, 100);
  const verdict = kind.runs?.verdict && fields[kind.runs.verdict.field];
  return verdict === undefined ? title : `${String(verdict)}: ${title}`;
}

const idsIn = (value: unknown): string[] => [value].flat().filter((one): one is string => typeof one === 'string');

/** What a record names, then what names it, oldest first; the ledger is left out. Links into nothing say so. */
export function lineage(project: Project, ctx: Ctx, record: ManagedRecord): Link[] {
  const kinds = readKinds(project, ctx);
  const linkFields = (kind: string): string[] =>
    Object.entries(kinds.get(kind)?.fields ?? {}).flatMap(([name, { link }]) => (link === undefined ? [] : [name]));
  const out = linkFields(record.kind).flatMap((how) =>
    idsIn(record.fields[how]).map((id): Link => {
      try {
        const found = findRecord(project, ctx, id);
        return { how, id, kind: found.kind.kind, says: titleOf(found.record, found.kind) };
      } catch {
        return { how, id, kind: '', says: /^(commit|path|url):/.test(id) ? '' : 'is not here' };
      }
    }),
  );
  const into = [...kinds.values()]
    .filter(({ store }) => store === 'doc')
    .flatMap((kind) => {
      const names = linkFields(kind.kind);
      return names.length === 0
        ? []
        : readRecords(project, kind).records.flatMap((other) =>
            names
              .filter((how) => idsIn(other.fields[how]).includes(record.id))
              .map((how): Link => ({ how: `← ${how}`, id: other.id, kind: kind.kind, says: titleOf(other, kind) })),
          );
    });
  return [...out, ...into];
}
