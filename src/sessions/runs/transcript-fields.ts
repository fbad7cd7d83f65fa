import { basename, dirname } from 'node:path';
import { isAgentTranscript } from '../../harnesses/claude/places.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Fields } from '../../metrics/records/book.ts';
import { priceRun, readPrices } from '../../models/prices.ts';
import { readConfig } from '../../store/config.ts';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { recordOf } from './record.ts';
import { readRun } from './transcript.ts';

/** The session and subagent that a transcript's path names: `<session>.jsonl`, `<session>/subagents/agent-<id>.jsonl`. */
function whoRan(path: string): { session: string; agent_id: string | null } {
  const name = basename(path).replace(/\.jsonl$/, '');
  if (!isAgentTranscript(path)) return { session: name, agent_id: null };
  const folder = dirname(path);
  const session = basename(folder) === 'subagents' ? basename(dirname(folder)) : basename(folder);
  return { session, agent_id: name.slice('agent-'.length) };
}

/**
 * What a transcript tells of one run, for `ka metrics record --transcript`.
 *
 * @throws KaError `no-transcript` if the file is missing or holds no session
 */
export function fieldsFromTranscript(project: Project, ctx: Ctx, agent: string, path: string): Fields {
  if (!statFile(path)?.isFile) throw new KaError('no-transcript', `${path} is no file.`);
  const totals = readRun(path);
  if (totals.started === null) throw new KaError('no-transcript', `${path} holds no session of Claude Code.`);
  const overrides = readConfig(project, ctx).prices.overrides;
  const cost = priceRun(totals.models, totals.started, readPrices(ctx), { overrides });
  const run = {
    ...whoRan(path),
    harness: 'claude',
    agent,
    transcript: path,
    started: totals.started,
    updated: totals.started,
    caller: null,
    git: { start: null, end: null, branch: null },
    definition: null,
    ended: true,
    covered: 0,
  };
  const { recorded_at: _at, definition: _definition, ...fields } = recordOf(run, totals, cost);
  return fields;
}
