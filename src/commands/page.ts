import { dirname, isAbsolute, join, resolve } from 'node:path';
import { count } from '../lib/count.ts';
import { KaError } from '../lib/errors.ts';
import { collectPage } from '../page/collect.ts';
import { drawPage, GENERATOR } from '../page/page.ts';
import { readText, replaceFile, statFile } from '../store/files.ts';
import { findProject } from '../store/project.ts';
import { checkReplaceable } from '../store/replaceable.ts';
import { defineCommand } from './contract.ts';
import { selectionInput, selects } from './sessions/selection.ts';

interface Input {
  file: string;
  days?: number;
  limit: number;
  trees: number;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'draw everything that is known of this repository as one HTML page',
  description:
    'Agents with their trends, cost over time by model, recommendations, experiments, and sessions in a table that sorts and opens to their parts. The page needs nothing else: no network, no server. It holds no prompt and no output.',
  positional: ['file'],
  required: ['file'],
  input: {
    file: {
      type: 'string',
      description: 'where to write it; a page that ka drew before is replaced',
      complete: 'files',
    },
    days: selectionInput.days!,
    limit: {
      type: 'integer',
      description: 'at most so many sessions in the table; 0: all',
      minimum: 0,
      default: 200,
      placeholder: 'n',
    },
    trees: {
      type: 'integer',
      description:
        'of so many of the newest sessions, read the transcript for its parts; 0: the same page on every clone',
      minimum: 0,
      default: 10,
      placeholder: 'n',
    },
    noSync: { type: 'boolean', description: 'show what is known, without looking for new transcripts', default: false },
  },
  writes: true,
  examples: [
    { line: 'ka page kaizen.html', says: 'then open it in a browser' },
    { line: 'ka page week.html --days 7 --trees 0', says: 'a week, without reading transcripts' },
  ],
  async run({ file, days, limit, trees, noSync }, ctx) {
    const project = findProject(ctx);
    const path = isAbsolute(file) ? file : resolve(ctx.cwd, file);
    if (!statFile(dirname(path))?.isDirectory) {
      throw new KaError(
        'no-folder',
        `There is no folder ${dirname(file)} to put the page into.`,
        'ka page kaizen.html',
      );
    }
    const named = { path, typed: file, what: 'page', hint: 'ka page kaizen.html' };
    checkReplaceable(named, () => readText(path)?.includes(GENERATOR) === true);
    const selection = { ...(days === undefined ? {} : { days }), allProjects: false, noSync };
    const { data, notes } = await collectPage(project, ctx, {
      sync: !noSync,
      selects: selects(selection, ctx.now()),
      limit,
      trees,
    });
    const page = drawPage(data);
    const tmp = statFile(project.kaizen) ? join(project.local, 'tmp') : dirname(path);
    if (!ctx.dryRun) replaceFile(path, page, tmp);
    const size = Math.ceil(Buffer.byteLength(page) / 1024);
    const said = `${count(data.sessions.length, 'session')}, ${count(data.agents.length, 'agent')}, ${count(data.bets.length, 'recommendation')}, ${size} KB`;
    return {
      data: {
        schema_version: 1,
        path,
        bytes: Buffer.byteLength(page),
        sessions: data.sessions.length,
        dry_run: ctx.dryRun,
      },
      text: `${ctx.dryRun ? 'would write' : 'wrote'} ${file}: ${said}`,
      notes,
    };
  },
});
