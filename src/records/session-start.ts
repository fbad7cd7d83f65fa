// A chunk of its own: hot commands load it only where a repository has records to tell of.
import type { Ctx } from '../lib/context.ts';
import { isoTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { overview, overviewText } from './overview/overview.ts';
import { policiesText, sessionPolicies } from './overview/policies.ts';
import { readEverything } from './reports/everything.ts';

export { lessonsFor } from './lessons.ts';

/** What a session is told beside its brief, as `records.session_start` of the config names it; empty: nothing. */
export function sessionStart(project: Project, ctx: Ctx, parts: readonly ('overview' | 'policy')[]): string {
  const texts = parts.map((part) => {
    if (part === 'policy') {
      const { records, total } = sessionPolicies(project, ctx, undefined, 50);
      return records.length === 0 ? '' : policiesText(records, total);
    }
    const found = overview(readEverything(project, ctx, null), isoTime(ctx.now()));
    return found.sections.length === 0 ? '' : overviewText(found);
  });
  return texts.filter(Boolean).join('\n');
}
