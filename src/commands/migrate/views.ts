import { lessonViews } from '../../records/migration/views.ts';
import { applyChanges, describeChanges } from '../../store/changes.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ folder: string }>({
  summary: 'write active lessons as pages to read: GOTCHA.md, LEARNING.md, LEARNED.md',
  description:
    'The same records give the same bytes. A file of that name that somebody wrote is never replaced, and `ka migrate scan` leaves these pages out.',
  input: {
    folder: {
      type: 'string',
      default: '.kaizen/reports',
      description: 'where, relative to the project',
      placeholder: 'path',
      complete: 'files',
    },
  },
  writes: true,
  examples: [
    { line: 'ka migrate views', says: 'writes them to .kaizen/reports' },
    { line: 'ka migrate views --folder evals', says: 'writes them where the original has them' },
  ],
  run({ folder }, ctx) {
    const project = findProject(ctx);
    const changes = lessonViews(project, ctx, folder);
    const shown = ctx.dryRun
      ? describeChanges(project, changes)
      : changes.map(({ path }) => `written to ${path}`).join('\n');
    if (!ctx.dryRun) applyChanges(project, changes);
    return { data: { schema_version: 1, paths: changes.map(({ path }) => path) }, text: shown };
  },
});
