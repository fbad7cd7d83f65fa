import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import { type Added, addRecord } from './add.ts';
import { sectionText } from './body.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import type { Given } from './fields.ts';
import { passGate } from './gate.ts';
import { needNew } from './judge-new.ts';
import { findKind } from './kinds.ts';
import { findRecord } from './read.ts';
import { surroundings } from './surroundings.ts';
import { updateRecord } from './update.ts';

export interface PromoteOptions {
  by?: string | undefined;
  reason?: string | undefined;
  op?: string | undefined;
}

/** What promoting gave: the new record, and the one that it came from as it stands now. */
export interface Promoted extends Added {
  from: ManagedRecord;
}

/**
 * Makes the next kind of record of one (gotcha, learning, learned), once: doing it again finds what was made. A program
 * killed between the two writes is finished by the next call.
 *
 * @param given what to say differently in the new record; it is judged by the gate as if it stood there
 * @throws KaError `no-promotion`, `gate` (exit 1) naming all that is missing, and as `addRecord` and `updateRecord`
 */
export function promoteRecord(
  project: Project,
  ctx: Ctx,
  id: string,
  given: (kind: Kind) => Given,
  options: PromoteOptions = {},
): Promoted {
  const { kind, record } = findRecord(project, ctx, id);
  const { promote } = kind;
  if (!promote)
    throw new KaError(
      'no-promotion',
      `${record.id} is a ${kind.kind}, which becomes nothing further.`,
      `ka record kinds ${kind.kind}`,
    );
  const to = findKind(project, ctx, promote.to);
  const carried = carry(kind, to, record, given(to));
  // What was typed wrongly is said before what is missing: that may be the same.
  needNew(project, ctx, to, carried, `ka record promote ${record.id}`);
  const candidate = {
    ...record,
    fields: { ...record.fields, ...carried.fields },
    body: bodyFor(kind, record, carried),
  };
  const done = record.fields.promoted_to !== undefined;
  if (!done)
    passGate(
      `Promoting ${record.id} to ${to.kind}`,
      promote.needs,
      surroundings(project, ctx, kind, candidate),
      promote.reason,
      options.reason,
    );
  const op = options.op ?? 'promote';
  const added = addRecord(project, ctx, to, carried, { key: `promoted:${record.id}`, by: options.by, op });
  const mark: Given = { fields: { status: promote.status, promoted_to: added.record.id }, sections: {} };
  // A dry run has no new record that the old one could name.
  const from =
    ctx.dryRun || done
      ? record
      : updateRecord(project, ctx, record.id, () => mark, {
          by: options.by,
          op,
          earned: true,
          note: `became ${added.record.id}`,
        }).record;
  return { ...added, from };
}

/** What the new record starts with: carried fields and sections, then what the caller says. */
function carry(kind: Kind, to: Kind, record: ManagedRecord, given: Given): Given {
  const names = kind.promote!.carry;
  const fields = names
    .filter((name) => name in to.fields && record.fields[name] !== undefined)
    .map((name) => [name, record.fields[name]]);
  const titles = to.sections
    .map(({ title }) => title)
    .filter((title) => names.includes(title) && sectionText(record.body, title) !== '');
  const sections = titles.map((title) => [title, sectionText(record.body, title)]);
  return {
    fields: { ...Object.fromEntries(fields), from: record.id, ...given.fields },
    sections: { ...Object.fromEntries(sections), ...given.sections },
    ...(given.body === undefined ? {} : { body: given.body }),
    ...(given.unknown === undefined ? {} : { unknown: given.unknown }),
  };
}

/** The old record's body as the gate sees it: with what the caller says now. */
function bodyFor(kind: Kind, record: ManagedRecord, { sections }: Given): string {
  const known = new Set(kind.sections.map(({ title }) => title));
  const added = Object.entries(sections).filter(
    ([title]) => known.has(title) && sectionText(record.body, title) === '',
  );
  return [record.body, ...added.map(([title, text]) => `## ${title}\n\n${text}\n`)].join('\n');
}
