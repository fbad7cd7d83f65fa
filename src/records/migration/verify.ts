import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import { arrange } from '../body.ts';
import { findKind } from '../kinds.ts';
import { readRecords } from '../read.ts';
import { type MigrationPlan, planMigration, type Step } from './plan.ts';

/** `same`, `revised` (its record went on since) and `gone` (its file is no more) are as they should be. */
export type State = 'same' | 'revised' | 'gone' | 'missing' | 'differs' | 'dropped';

/** How an entry and its record compare. */
export interface Compared {
  path: string;
  title: string;
  id: string | null;
  state: State;
  /** What differs; null where nothing does. */
  why: string | null;
}

/** Lesson files beside the records that they became. */
export interface Verified {
  plan: MigrationPlan;
  compared: Compared[];
  /** Whether nothing is missing and nothing differs. */
  ok: boolean;
}

function compare({ path, kind, given, status, why, record }: Step): Compared {
  const title = String(given.fields.title);
  if (!record)
    return { path, title, id: null, state: 'missing', why: status === 'refused' ? why : 'it was not taken in' };
  const found = (state: State, because: string | null): Compared => ({
    path,
    title,
    id: record.id,
    state,
    why: because,
  });
  if (record.fields.origin_hash !== given.fields.origin_hash)
    return found('differs', 'its file says something else since');
  if ((record.rev ?? 0) > 1) return found('revised', null);
  const names = ['title', 'summary', 'dated'].filter((name) => record.fields[name] !== given.fields[name]);
  if (arrange(kind, given.body ?? '', given.sections).trim() !== record.body.trim()) names.push('body');
  return names.length === 0 ? found('same', null) : found('differs', `its record has another ${names.join(', ')}`);
}

/** Records that came from a lesson file in which they no longer stand. */
function without(project: Project, ctx: Ctx, { files, steps }: MigrationPlan): Compared[] {
  const known = new Set(steps.flatMap(({ record }) => record?.id ?? []));
  const paths = new Set(files.map(({ path }) => path));
  return ['gotcha', 'learning'].flatMap((name) =>
    readRecords(project, findKind(project, ctx, name))
      .records.filter(({ id, fields }) => typeof fields.origin === 'string' && !known.has(id))
      .map(({ id, fields }): Compared => {
        const path = String(fields.origin);
        const [state, why] = paths.has(path)
          ? (['dropped', 'its file has it no more'] as const)
          : (['gone', null] as const);
        return { path, title: String(fields.title), id, state, why };
      }),
  );
}

/** Reads the lesson files again and compares them with their records: how many, and what they say. */
export function verifyMigration(project: Project, ctx: Ctx, roots: readonly string[]): Verified {
  const plan = planMigration(project, ctx, roots);
  const all = [...plan.steps.map(compare), ...(roots.length > 0 ? [] : without(project, ctx, plan))];
  return { plan, compared: all, ok: all.every(({ why }) => why === null) };
}
