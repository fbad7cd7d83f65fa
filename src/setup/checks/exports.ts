import { checkFile } from '../../agents/check-file.ts';
import { checkExports } from '../../agents/check-folders.ts';
import { exportable, exportsOf } from '../../agents/export.ts';
import { rawAgents, rawAgentsIn } from '../../agents/raw-files.ts';
import { usedFormats } from '../../agents/used-formats.ts';
import type { AgentFormat } from '../../harnesses/agent-format.ts';
import claude, { CLAUDE_AGENTS } from '../../harnesses/claude/agent-file.ts';
import type { Ctx } from '../../lib/context.ts';
import { shownList } from '../../lib/shown-list.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { type Check, type Finding, findings, note, wrong } from './contract.ts';

const EXPORT = 'ka agents export --to claude';

/** Other tools' exports that do not say what their definition says. */
function compareOthers(project: Project, ctx: Ctx, format: AgentFormat): Finding[] {
  const written = exportsOf(project, format);
  const problems = checkExports([...rawAgents(project, ctx), ...written.map((one) => ({ ...one, hash: '' }))]);
  return written.flatMap(({ name, path }) =>
    problems
      .filter((problem) => problem.path === path)
      .map(({ code, message }) => wrong(`${path}: ${message}.`, mendOf(code, name, format))),
  );
}

// What somebody wrote there is lost by an export: it is shown first.
const mendOf = (code: string, name: string, { name: to }: AgentFormat): string =>
  code === 'export-edited' ? `ka agents export ${name} --to ${to} --force --dry-run` : `ka agents export --to ${to}`;

function compare(project: Project, ctx: Ctx): Finding[] {
  const formats = usedFormats(project);
  const others = formats.filter((format) => format !== claude);
  return [
    ...(formats.includes(claude) ? compareClaudes(project, ctx) : []),
    ...others.flatMap((format) => compareOthers(project, ctx, format)),
  ];
}

function compareClaudes(project: Project, ctx: Ctx): Finding[] {
  // A bad configuration is told by its own check.
  const folders = readConfigOrDefaults(project, ctx).config.agents_dirs.map((at) => at.replace(/^\.\/|\/+$/g, ''));
  const raws = [...new Set([...folders, CLAUDE_AGENTS])].flatMap((folder) => rawAgentsIn(project, folder));
  const there = new Set(raws.filter(({ folder }) => folder === CLAUDE_AGENTS).map(({ name }) => name.toLowerCase()));
  const missing = exportable(raws, claude).filter(
    (raw) => !there.has(raw.name.toLowerCase()) && checkFile(raw).length === 0,
  );
  return [
    ...checkExports(raws).map(({ path, code, message }) => {
      const name = raws.find((raw) => raw.path === path)!.name;
      return wrong(`${path}: ${message}.`, mendOf(code, name, claude));
    }),
    ...unknownToClaude(missing.map(({ path }) => path)),
  ];
}

// One note for all: one command mends them all.
function unknownToClaude(paths: readonly string[]): Finding[] {
  const [first] = paths;
  if (first === undefined) return [];
  if (paths.length === 1) return [note(`${first} is not exported: Claude Code does not know this agent.`, EXPORT)];
  return [
    note(`${paths.length} agents are not exported, so Claude Code does not know them: ${shownList(paths, 4)}.`, EXPORT),
  ];
}

export const exports: Check = {
  id: 'exports',
  title: 'the coding tools have the agents as they are defined',
  run: (project, ctx) => findings(() => compare(project, ctx)),
};
