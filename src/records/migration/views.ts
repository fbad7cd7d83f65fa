import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Change } from '../../store/changes.ts';
import { readConfig } from '../../store/config.ts';
import { readText, resolveInside } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { partsOf } from '../body.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { readRecords } from '../read.ts';

/** Stands in each page that is made of records: it is nobody's own text. */
export const VIEW_MARK = '<!-- Made by ka migrate views from records. Do not edit. -->';

const VIEWS = [
  { name: 'GOTCHA.md', kind: 'gotcha', title: 'Gotchas' },
  { name: 'LEARNING.md', kind: 'learning', title: 'Learnings' },
  { name: 'LEARNED.md', kind: 'learned', title: 'Learned' },
] as const;

/** One lesson: its day and title, its summary, its body a level lower. */
function lessonText({ id, created = '', fields, body }: ManagedRecord): string {
  const day = String(fields.dated ?? created.slice(0, 10));
  const parts = partsOf(body).map(({ title, text }) => [title === null ? '' : `### ${title}`, text]);
  const all = [`## ${day}: ${String(fields.title)}`, String(fields.summary), ...parts.flat(), `\`${id}\``];
  return all.filter(Boolean).join('\n\n');
}

/**
 * Pages of the active lessons for people to read, the newest first; the same records give the same bytes.
 *
 * @param folder where they are kept, relative to the project root
 * @throws KaError `not-a-view` for a file of that name that somebody wrote, `outside-project`
 */
export function lessonViews(project: Project, ctx: Ctx, folder: string): Change[] {
  const { allow } = readConfig(project, ctx).redaction;
  return VIEWS.map(({ name, kind, title }) => {
    const path = `${folder.replace(/\/+$/, '')}/${name}`.replace(/^\.\//, '');
    const before = readText(resolveInside(project.root, path));
    if (before !== null && !before.includes(VIEW_MARK))
      throw new KaError('not-a-view', `${path} was written by hand.`, 'ka migrate views --folder .kaizen/reports');
    const active = readRecords(project, findKind(project, ctx, kind)).records.filter(
      ({ fields }) => fields.status === 'active',
    );
    const lessons = active.length === 0 ? ['There is none.'] : active.reverse().map(lessonText);
    const text = `${[`# ${title}`, VIEW_MARK, ...lessons].join('\n\n')}\n`;
    return { kind: 'write', path, text: redactSecrets(text, allow).value };
  });
}
