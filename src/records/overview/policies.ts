import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { readRecords } from '../read.ts';

const ORDER = ['critical', 'high', 'normal', 'medium', 'low'];
const ALWAYS = 'session-start';

const rank = ({ fields }: ManagedRecord): number => {
  const at = ORDER.indexOf(String(fields.priority));
  // `normal` and `medium` weigh the same.
  return at === ORDER.indexOf('medium') ? ORDER.indexOf('normal') : at;
};

/**
 * The private rules that hold: active ones, the weightiest first, then the newest. With a trigger those of that trigger and
 * those of every session; without one all. The limit cuts after the sorting.
 */
export function sessionPolicies(
  project: Project,
  ctx: Ctx,
  trigger: string | undefined,
  limit: number,
): { records: ManagedRecord[]; total: number } {
  const { records } = readRecords(project, findKind(project, ctx, 'policy'));
  const holds = records.filter(
    ({ fields }) =>
      fields.status === 'active' && (trigger === undefined || [trigger, ALWAYS].includes(String(fields.trigger))),
  );
  const sorted = holds.reverse().sort((a, b) => rank(a) - rank(b));
  return { records: sorted.slice(0, limit), total: sorted.length };
}

/** The rules as Markdown. */
export function policiesText(records: readonly ManagedRecord[], total: number): string {
  if (records.length === 0) return 'There is no private rule here. ka record add policy --title "…" --summary "…"\n';
  const rules = records.map(({ id, fields, body }) =>
    [
      `- ${String(fields.title)} (${String(fields.priority)}, ${id}): ${String(fields.summary)}`,
      ...body
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => `  ${line}`),
    ].join('\n'),
  );
  const more = total - records.length;
  return `${['# Rules of this session', '', ...rules, ...(more > 0 ? [`- … and ${more} more: ka record context --limit ${total}`] : [])].join('\n')}\n`;
}
