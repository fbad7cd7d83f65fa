import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { readTree, writeScratch } from '../store/scratch.ts';
import type { Stage } from './stage.ts';

interface Line {
  raw: string;
  at: number;
}

/** One recorded session of the sample: its own transcript and that of the one subagent it started. */
export interface SampleSession {
  id: string;
  agentId: string;
  agentType: string;
  main: Line[];
  sub: Line[];
  started: number;
  ended: number;
  /** The words after `ka` of what the subagent ran as its last step; null if it did not come so far. */
  closing: string[] | null;
  /** When it ran them. */
  closedAt: number;
}

const MAIN = /^([^/]+)\.jsonl$/;
const CLOSING = /"command":"ka (metrics record [^"]+)"/;

function readLines(text: string): Line[] {
  const raws = text.split('\n').filter(Boolean);
  return raws.map((raw) => ({ raw, at: Date.parse((JSON.parse(raw) as { timestamp: string }).timestamp) }));
}

/** The sessions of the sample, oldest first. */
export function readSample(ctx: Ctx): SampleSession[] {
  const files = readTree(join(ctx.packageRoot, 'templates', 'sample', 'transcripts'));
  const sessions = files.flatMap(({ path, text }): SampleSession[] => {
    const id = MAIN.exec(path)?.[1];
    const child = files.find((file) => file.path.startsWith(`${id}/subagents/`) && file.path.endsWith('.jsonl'));
    const meta = child && files.find((file) => file.path === child.path.replace('.jsonl', '.meta.json'));
    if (!id || !child || !meta) return [];
    const [main, sub] = [readLines(text), readLines(child.text)];
    const last = sub.find(({ raw }) => CLOSING.test(raw));
    return [
      {
        id,
        agentId: /agent-([^/]+)\.jsonl$/.exec(child.path)![1]!,
        agentType: (JSON.parse(meta.text) as { agentType: string }).agentType,
        main,
        sub,
        started: main[0]!.at,
        ended: main.at(-1)!.at + 1000,
        closing: last ? CLOSING.exec(last.raw)![1]!.split(' ') : null,
        closedAt: last ? last.at + 1000 : 0,
      },
    ];
  });
  return sessions.sort((a, b) => a.started - b.started);
}

/** One thing that happened while a session ran: what ka was called with, and its answer. */
export interface Played {
  /** The event's name, or `shell` where the agent itself ran ka. */
  event: string;
  args: string[];
  out: string;
  code: number | null;
}

/**
 * Plays one session as Claude Code would run it: the transcripts grow with the clock, each event goes to `ka hook claude`
 * on stdin, and the agent's own last command is run.
 */
export function playSession(stage: Stage, session: SampleSession): Played[] {
  const folder = join(stage.home, '.claude', 'projects', stage.root.replace(/[^a-zA-Z0-9]/g, '-'));
  const transcript = join(folder, `${session.id}.jsonl`);
  const child = join(folder, session.id, 'subagents', `agent-${session.agentId}.jsonl`);
  const grow = (at: number): void => {
    for (const [path, lines] of [[transcript, session.main] as const, [child, session.sub] as const]) {
      const seen = lines.filter((line) => line.at <= at).map((line) => `${line.raw}\n`);
      if (seen.length > 0) writeScratch(path, seen.join('').replaceAll('{{CWD}}', stage.root));
    }
  };
  const hook = (event: string, at: number, more: object): Played => {
    grow(at);
    const payload = { session_id: session.id, transcript_path: transcript, cwd: stage.root, hook_event_name: event };
    const input = JSON.stringify({ ...payload, ...more });
    const ran = stage.ka(['hook', 'claude'], at, { input, env: { CLAUDE_PROJECT_DIR: stage.root } });
    return { event, args: ['hook', 'claude'], out: ran.out, code: ran.code };
  };
  const shell = (args: string[], at: number): Played => {
    grow(at);
    const ran = stage.ka(args, at, { env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session.id } });
    return { event: 'shell', args, out: ran.out, code: ran.code };
  };
  const who = { agent_id: session.agentId, agent_type: session.agentType };
  const subEnd = session.sub.at(-1)!.at;
  return [
    hook('SessionStart', session.started - 1000, { source: 'startup' }),
    hook('SubagentStart', session.sub[0]!.at, who),
    ...(session.closing ? [shell(session.closing, session.closedAt)] : []),
    hook('SubagentStop', subEnd + 500, { ...who, agent_transcript_path: child, stop_hook_active: false }),
    hook('Stop', session.ended - 500, { stop_hook_active: false }),
    hook('SessionEnd', session.ended, { reason: 'other' }),
  ];
}
