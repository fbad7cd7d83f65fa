import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { resolveInside, statFile } from '../store/files.ts';
import { git } from '../store/git/git.ts';
import type { Project } from '../store/project.ts';
import type { Problem } from './check.ts';
import type { Kind } from './contract.ts';
import { findKind } from './kinds.ts';
import { findRecord } from './read.ts';

const OTHER = /^(commit|path|url):(.*)$/s;

/** Whether a link of evidence leads to what is no record. */
export const isLinkOutside = (value: string): boolean => OTHER.test(value);

/** A link as it is kept (whole ids), or what is wrong with it. */
export type Checked = { value: string } | { says: string };

/** One link: the id of a record, whole or its unique beginning, or for evidence what stands outside of records. */
export function checkLink(project: Project, ctx: Ctx, link: string, value: string): Checked {
  const [, form, rest = ''] = (link === 'evidence' ? OTHER.exec(value) : null) ?? [];
  if (form) return checkOther(project, form, rest, value);
  const kinds = link === 'any' || link === 'evidence' ? undefined : [findKind(project, ctx, link)];
  try {
    return { value: findRecord(project, ctx, value, kinds).record.id };
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    const forms = link === 'evidence' ? '; or write commit:…, path:… or url:…' : '';
    return { says: `is ${value.slice(0, 60)}: ${error.message.replace(/\.$/, '')}${forms}` };
  }
}

function checkOther(project: Project, form: string, rest: string, value: string): Checked {
  if (form === 'url')
    return /^https?:\/\/\S+$/.test(rest) ? { value } : { says: `is ${value.slice(0, 60)}, no address` };
  if (form === 'path') {
    try {
      return statFile(resolveInside(project.root, rest))
        ? { value }
        : { says: `is ${value.slice(0, 60)}, which is not there` };
    } catch (error) {
      return { says: `is ${value.slice(0, 60)}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  if (!/^[0-9a-f]{4,64}$/i.test(rest)) return { says: `is ${value.slice(0, 60)}, no commit` };
  try {
    const hash = git(project.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${rest}^{commit}`]).trim();
    return { value: `commit:${hash}` };
  } catch {
    return { says: `is ${value.slice(0, 60)}: this repository has no such commit` };
  }
}

/** The fields with whole ids in their links, and what is wrong with them. */
export function settleLinks(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  fields: Readonly<Record<string, unknown>>,
): { fields: Record<string, unknown>; problems: Problem[] } {
  const problems: Problem[] = [];
  const settle = (field: string, link: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one) => settle(field, link, one));
    if (typeof value !== 'string') return value;
    const checked = checkLink(project, ctx, link, value);
    if ('value' in checked) return checked.value;
    problems.push({ field, says: checked.says, example: null });
    return value;
  };
  const settled = Object.entries(fields).map(([name, value]) => {
    const link = kind.fields[name]?.link;
    return [name, link === undefined ? value : settle(name, link, value)];
  });
  return { fields: Object.fromEntries(settled), problems };
}
