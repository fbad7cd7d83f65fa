import { checkFile } from '../../agents/check-file.ts';
import { checkExports } from '../../agents/check-folders.ts';
import { exportable, usesClaude } from '../../agents/export.ts';
import { rawAgentsIn } from '../../agents/raw-files.ts';
import { CLAUDE_AGENTS } from '../../harnesses/claude/agent-file.ts';
import type { Ctx } from '../../lib/context.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { type Check, type Finding, findings, note, wrong } from './contract.ts';

const EXPORT = 'ka agents export --to claude';

function compare(project: Project, ctx: Ctx): Finding[] {
  if (!usesClaude(project)) return [];
  // A bad configuration is told by its own check.
  const folders = readConfigOrDefaults(project, ctx).config.agents_dirs.map((at) => at.replace(/^\.\/|\/+$/g, ''));
  const raws = [...new Set([...folders, CLAUDE_AGENTS])].flatMap((folder) => rawAgentsIn(project, folder));
  const there = new Set(raws.filter(({ folder }) => folder === CLAUDE_AGENTS).map(({ name }) => name.toLowerCase()));
  const missing = exportable(raws).filter((raw) => !there.has(raw.name.toLowerCase()) && checkFile(raw).length === 0);
  return [
    ...checkExports(raws).map(({ path, code, message }) => {
      const name = raws.find((raw) => raw.path === path)!.name;
      // What somebody wrote there is lost by an export: it is shown first.
      const mend = code === 'export-edited' ? `ka agents export ${name} --to claude --force --dry-run` : EXPORT;
      return wrong(`${path}: ${message}.`, mend);
    }),
    ...missing.map(({ path }) => note(`${path} is not exported: Claude Code does not know this agent.`, EXPORT)),
  ];
}

export const exports: Check = {
  id: 'exports',
  title: 'Claude Code has the agents as they are defined',
  run: (project, ctx) => findings(() => compare(project, ctx)),
};
