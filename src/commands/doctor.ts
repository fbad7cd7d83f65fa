import { checks } from '../setup/checks/index.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

export default defineCommand<object>({
  summary: 'tell what is wrong with this setup, and how to mend it',
  description: 'Exit code 1 if something is wrong. It looks only; each finding names the command that mends it.',
  input: {},
  examples: [
    { line: 'ka doctor', says: 'one line a check, and what to do' },
    { line: 'ka doctor --json', says: 'the same for a program' },
  ],
  run(_, ctx) {
    const project = findProject(ctx);
    const results = checks.map((check) => ({ ...check, found: check.run(project, ctx) }));
    const problems = results.flatMap(({ found }) => found).filter(({ status }) => status === 'wrong').length;
    const lines = results.flatMap(({ title, found }) =>
      found.length === 0
        ? [`ok     ${title}`]
        : found.flatMap(({ status, says, mend }) => [
            `${status.padEnd(5)}  ${says}`,
            ...(mend === null ? [] : [`       try: ${mend}`]),
          ]),
    );
    const sum =
      problems === 0 ? 'All is well.' : problems === 1 ? 'One thing is wrong.' : `${problems} things are wrong.`;
    return {
      data: {
        schema_version: 1,
        ok: problems === 0,
        root: project.root,
        checks: results.map(({ id, title, found }) => ({
          id,
          title,
          status: found.find(({ status }) => status === 'wrong')?.status ?? found[0]?.status ?? 'ok',
          findings: found,
        })),
      },
      text: [...lines, '', sum].join('\n'),
      exitCode: problems === 0 ? 0 : 1,
    };
  },
});
