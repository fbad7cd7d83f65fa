import { basename, dirname, join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { listFolder, readJson, statFile } from '../../store/files.ts';

/** `…/<session>.jsonl` -> `…/<session>`, which holds the files of its subagents. */
const folderOf = (transcript: string): string => transcript.replace(/\.jsonl$/, '');

/** A subagent's own transcript: below the session's folder (since 2.1), or beside the session (late 2025). Null if none is there. */
export function findAgentTranscript(transcript: string, agentId: string): string | null {
  const name = `agent-${agentId}.jsonl`;
  const places = [join(folderOf(transcript), 'subagents', name), join(dirname(transcript), name)];
  return places.find((path) => statFile(path)?.isFile) ?? null;
}

/** A session's transcript below Claude Code's own folder (`CLAUDE_CONFIG_DIR`, else `~/.claude`), whatever folder it ran in. */
export function findSessionTranscript(ctx: Pick<Ctx, 'env' | 'home'>, session: string): string | null {
  const own = ctx.env.CLAUDE_CONFIG_DIR || (ctx.home && join(ctx.home, '.claude'));
  if (!own) return null;
  const projects = join(own, 'projects');
  const paths = listFolder(projects).map((folder) => join(projects, folder, `${session}.jsonl`));
  return paths.find((path) => statFile(path)?.isFile) ?? null;
}

/** The files of the model calls that wrote a session's compaction summaries: paid for by the session. */
export function findCompactions(transcript: string): string[] {
  const folder = join(folderOf(transcript), 'subagents');
  return listFolder(folder)
    .filter((name) => /^agent-acompact-[\w-]+\.jsonl$/.test(name))
    .map((name) => join(folder, name));
}

/** The agent's name as the file beside a subagent's transcript tells it; null where there is none. */
export function readAgentType(agentTranscript: string): string | null {
  const meta = readJson<{ agentType?: unknown }>(agentTranscript.replace(/\.jsonl$/, '.meta.json'));
  return typeof meta?.agentType === 'string' ? meta.agentType : null;
}

/** Whether a file is a subagent's own, by its name. */
export const isAgentTranscript = (path: string): boolean => /^agent-.+\.jsonl$/.test(basename(path));
