import { readExperiments } from '../../experiments/file.ts';
import { changeText } from '../../experiments/plot.ts';
import { table } from '../../lib/table.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ all: boolean }>({
  summary: 'list the experiments, newest first',
  input: { all: { type: 'boolean', description: 'archived ones too', default: false } },
  tool: 'read',
  examples: [
    { line: 'ka exp list', says: 'what runs, and what was concluded' },
    { line: 'ka exp list --all --json', says: 'every experiment that this repository has seen' },
  ],
  run({ all }, ctx) {
    const { files, problems } = readExperiments(findProject(ctx));
    const shown = files
      .map(({ experiment }) => experiment)
      .filter(({ status }) => all || status !== 'archived')
      .reverse();
    const rows = shown.map(({ id, status, created, bind, metric, conclusion, hypothesis }) => [
      id,
      status,
      created.slice(0, 10),
      bind,
      metric,
      conclusion
        ? `${conclusion.verdict}${conclusion.change_pct === null ? '' : ` ${changeText(conclusion.change_pct / 100)}`}`
        : '-',
      hypothesis,
    ]);
    const hidden = files.length - shown.length;
    const more = hidden > 0 ? [`${hidden} archived: ka exp list --all`] : [];
    return {
      data: { schema_version: 1, experiments: shown, problems },
      text:
        rows.length === 0
          ? [
              'No experiment is running. ka exp new --hypothesis "split auth.py reduces tokens/session by 20%"',
              ...more,
            ].join('\n')
          : [
              table(['!id', 'status', 'since', 'by', 'metric', 'verdict', '~hypothesis'], rows, ctx.columns),
              ...more,
            ].join('\n'),
      notes: problems,
    };
  },
});
