import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import { addRecord } from '../add.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';

/** The score that a run of a case is: passed or not, by no one's opinion. Once a run. */
export function scoreRun(project: Project, ctx: Ctx, run: ManagedRecord): void {
  const fields = {
    name: 'passed',
    value: run.fields.status === 'passed' ? 'yes' : 'no',
    data_type: 'boolean',
    source: 'deterministic',
    run: run.id,
    task: run.fields.task,
  };
  addRecord(project, ctx, findKind(project, ctx, 'score'), { fields, sections: {} }, { key: `run:${run.id}` });
}
