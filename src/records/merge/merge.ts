import { KaError } from '../../lib/errors.ts';
import { sectionText, withSection } from '../body.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import { isWhole } from '../history.ts';
import { sealed } from '../write.ts';
import { MERGED, type MergeText, mergeBodies } from './bodies.ts';
import { type Lost, mergeObjects } from './values.ts';

/** The record of both branches. */
export interface Merged {
  record: ManagedRecord;
  /** What did not win; it stands in the record under `## Merged`. */
  lost: Lost[];
}

/**
 * Merges two revisions of one record, field by field. The same record comes out whichever branch is merged into which: the
 * later `updated` wins where both say something else, then the greater hash.
 *
 * @param base the revision that both began with; null: there is none
 * @throws KaError `not-mergeable` if one of the two is not as ka wrote it, or they are not one record
 */
export function mergeRecords(
  kind: Kind,
  base: ManagedRecord | null,
  ours: ManagedRecord,
  theirs: ManagedRecord,
  mergeText: MergeText,
): Merged {
  if (ours.id !== theirs.id || ours.kind !== theirs.kind || !isWhole(ours) || !isWhole(theirs))
    throw new KaError('not-mergeable', `${ours.path} is no record that ka wrote on both sides.`, 'git mergetool');
  const [earlier, later] = [ours, theirs].sort((a, b) => (age(a) < age(b) ? -1 : 1)) as [ManagedRecord, ManagedRecord];
  const lost: Lost[] = [];
  const fields = mergeObjects(base?.fields ?? {}, earlier.fields, later.fields, '', lost);
  const bodies = { base: base?.body ?? '', earlier: earlier.body, later: later.body };
  const body = mergeBodies(kind.sections, bodies, mergeText, lost);
  const record: ManagedRecord = {
    ...later,
    fields,
    body: lost.length > 0 ? keep(kind, body, earlier, lost) : body,
    rev: Math.max(earlier.rev ?? 1, later.rev ?? 1) + 1,
    prev: later.hash!,
    merged: earlier.hash!,
  };
  return { record: sealed(record), lost };
}

const age = ({ updated = '', hash = '' }: ManagedRecord): string => `${updated} ${hash}`;

/** The body with what was overruled at the end of `## Merged`. */
function keep(kind: Kind, body: string, { rev, by, updated }: ManagedRecord, lost: readonly Lost[]): string {
  const from = `Overruled in revision ${rev}${by ? ` of ${by}` : ''}${updated ? `, ${updated}` : ''}:`;
  const told = [from, ...lost.map(tell)].join('\n\n');
  const known = sectionText(body, MERGED);
  if (kind.sections.length > 0) return withSection(body, { title: MERGED, text: `${known}\n\n${told}` });
  // The text of such a kind stays as it is, to the letter.
  return `${body}${body === '' ? '' : '\n'}${known === '' ? `## ${MERGED}\n\n` : ''}${told}\n`;
}

/** Quoted: a text of its own has no headings that would be taken for the record's. */
function tell({ name, value }: Lost): string {
  if (value === undefined) return `- ${name} was taken away`;
  if (!name.startsWith('## ') && name !== 'the text') return `- ${name}: \`${JSON.stringify(value)}\``;
  const quoted = String(value)
    .split('\n')
    .map((line) => `  > ${line}`.trimEnd());
  return [`- ${name.replace(/^## /, '')}:`, ...quoted].join('\n');
}
