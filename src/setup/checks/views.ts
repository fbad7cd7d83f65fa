import { summaryFile } from '../../metrics/places.ts';
import { rebuildViews } from '../../metrics/records/book.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { statFile } from '../../store/files.ts';
import { type Check, findings, wrong } from './contract.ts';

/** Compares each view with what its log gives now. In team mode a clone starts without views: they come with the first read. */
export const views: Check = {
  id: 'views',
  title: 'views say what their logs say',
  run: (project, ctx) =>
    findings(() => {
      const team = readConfigOrDefaults(project, ctx).config.writer === 'auto';
      return rebuildViews(project, { ...ctx, dryRun: true })
        .filter(({ agent, changed }) => changed && !(team && !statFile(summaryFile(project, agent))))
        .map(({ agent }) => wrong(`.kaizen/metrics/${agent}/summary.json is out of date.`, 'ka metrics rebuild'));
    }),
};
