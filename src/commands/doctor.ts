import type { Ctx } from '../lib/context.ts';
import { table } from '../lib/table.ts';
import { wrap } from '../lib/wrap.ts';
import { type FormatReport, reportFormats } from '../sessions/formats.ts';
import { checks } from '../setup/checks/index.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

export default defineCommand<{ formats: boolean; from?: string[] }>({
  summary: 'tell what is wrong with this setup, and how to mend it',
  description: 'Exit code 1 if something is wrong. It looks only; each finding names the command that mends it.',
  input: {
    formats: {
      type: 'boolean',
      description: 'tell instead what the transcripts on this machine hold, and what no reader knows',
      default: false,
    },
    from: {
      type: 'array',
      items: { type: 'string' },
      description: 'with --formats: these files and folders instead of the tools\u2019 own',
      placeholder: 'path',
      complete: 'files',
    },
  },
  examples: [
    { line: 'ka doctor', says: 'one line a check, and what to do' },
    { line: 'ka doctor --json', says: 'the same for a program' },
    { line: 'ka doctor --formats', says: 'which transcripts are here, and whether they are understood' },
  ],
  async run({ formats, from }, ctx) {
    if (formats) {
      const tools = await reportFormats(ctx, from ?? null);
      return { data: { schema_version: 1, tools }, text: tellFormats(tools, from !== undefined, ctx) };
    }
    const project = findProject(ctx);
    const results = checks.map((check) => ({ ...check, found: check.run(project, ctx) }));
    const problems = results.flatMap(({ found }) => found).filter(({ status }) => status === 'wrong').length;
    const lines = results.flatMap(({ title, found }) =>
      found.length === 0
        ? [`ok     ${title}`]
        : found.flatMap(({ status, says, mend }) => [
            ...says.split('\n').map((one, i) => wrap(i === 0 ? `${status.padEnd(5)}  ` : '       ', one, ctx.columns)),
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

/** One line a tool, then what is odd about each. */
function tellFormats(tools: readonly FormatReport[], given: boolean, ctx: Ctx): string {
  const { columns } = ctx;
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const rows = tools.map((tool) => [
    tool.title,
    String(tool.transcripts),
    String(tool.files),
    list(tool.sessions) || '-',
    String(tool.lines),
    String(tool.bad_lines),
    String(tool.unmatched_results),
  ]);
  const details = tools
    .filter(({ files }) => files > 0)
    .flatMap(({ title, types, unknown, unread }) => [
      '',
      wrap(`${title}: `, list(types) || 'no records', columns),
      ...(Object.keys(unknown).length > 0 ? [wrap('  unknown: ', list(unknown), columns)] : []),
      ...unread.map(({ path, why }) => `  not read: ${path}: ${why}`),
    ]);
  const some = tools.some(({ files }) => files > 0);
  const counts =
    'A transcript holds a session, in a file for itself and one for each subagent; a database holds many. Sessions: subagents too.';
  return [
    table(['tool', '>transcripts', '>files', '=sessions', '>lines', '>bad', '>unmatched'], rows, columns),
    ...(some ? ['', wrap('', counts, columns)] : []),
    ...details,
    '',
    ...lookedIn(tools, given, ctx),
  ]
    .join('\n')
    .trimEnd();
}

/** Where nothing was found: in the given paths, or in each tool's own. */
function lookedIn(tools: readonly FormatReport[], given: boolean, { columns, home }: Ctx): string[] {
  const empty = tools.filter(({ files }) => files === 0);
  if (given)
    return empty.length < tools.length
      ? []
      : [wrap('', `Nothing in ${tools[0]!.places.join(', ')} is a transcript that ka knows.`, columns)];
  return empty.flatMap(({ title, places }) => [
    `${title}, none in:`,
    wrap('  ', places.map((place) => underHome(place, home)).join(', ') || 'no place: HOME is not set', columns),
  ]);
}

const underHome = (path: string, home: string | null): string =>
  home !== null && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
