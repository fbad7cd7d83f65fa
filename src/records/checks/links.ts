import { checkCommits } from '../../store/git/known-commits.ts';
import { type Check, type Doc, type Finding, type Looked, note, wrong } from '../finding.ts';
import { checkLink, isLinkOutside } from '../links.ts';

interface Link {
  doc: Doc;
  field: string;
  link: string;
  value: string;
}

/** What records name is there. Paths and commits may well be gone by now: that is told, and no more. */
export const links: Check = (looked) => {
  const ofDocs = looked.docs.flatMap(linksOf);
  // What the ledger names and is not here, is gone: that is a finding of its own.
  const ofLines = looked.lines.filter(({ kind }) => kind.kind !== 'ledger').flatMap(linksOf);
  const missing = [...ofDocs, ...ofLines].filter((link) => !isHere(looked, link));
  const commits = missing.flatMap(({ value }) => (value.startsWith('commit:') ? [value.slice('commit:'.length)] : []));
  const known = checkCommits(looked.project, commits);
  return missing.flatMap((link): Finding[] => {
    const { doc, field, value } = link;
    if (value.startsWith('commit:') && (looked.history.partial || known.has(value.slice('commit:'.length)))) return [];
    const checked = checkLink(looked.project, looked.ctx, link.link, value);
    if ('value' in checked) return [];
    const says = `${doc.record.path}: ${field} ${checked.says}.`;
    const gentle = doc.kind.store === 'log' || isLinkOutside(value) || isPrivate(looked, value);
    if (gentle) return [note('broken-link', doc.record, says)];
    const flag = `--${field.replaceAll('_', '-')}`;
    return [wrong('broken-link', doc.record, says, `ka record update ${doc.record.id} ${flag} …`)];
  });
};

function linksOf(doc: Doc): Link[] {
  return Object.entries(doc.kind.fields).flatMap(([field, { link }]) => {
    if (link === undefined) return [];
    const values = [doc.record.fields[field]].flat();
    return values.flatMap((value) => (typeof value === 'string' ? [{ doc, field, link, value }] : []));
  });
}

const isHere = ({ byId, unread }: Looked, { link, value }: Link): boolean => {
  const found = byId.get(value);
  if (!found) return unread.has(value);
  return link === 'any' || link === 'evidence' || found.some(({ kind }) => kind.kind === link);
};

/** Private records are in no other clone. */
const isPrivate = ({ kinds }: Looked, value: string): boolean =>
  [...kinds.values()].some((kind) => kind.private && value.startsWith(`${kind.prefix}_`));
