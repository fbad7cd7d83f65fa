import type { Trial } from '../experiments/contract.ts';
import { UNKNOWN_TOKENS } from '../harnesses/usage-tokens.ts';
import type { Ctx } from '../lib/context.ts';
import type { ExecutionRecord } from '../metrics/contract.ts';
import { outcomesOf } from '../metrics/records/all.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digests/digest.ts';
import { mainModel, priceOf } from './digests/record.ts';
import { addCosts, addUp, allTokens, families } from './family-totals.ts';
import { loadSessions } from './load.ts';
import { UNSEEN_SUBAGENTS } from './unseen-subagents.ts';

/**
 * The sessions of this repository as experiments see them: whole sessions with what their subagents used, or, for one
 * agent, its runs. Sessions that only a record tells of count too; a record without a session, made by hand or by a program, is
 * a run of its agent and no session.
 *
 * @param agent null: whole sessions
 * @param sync false: as the logs stand
 */
export async function loadTrials(
  project: Project,
  ctx: Ctx,
  agent: string | null,
  sync: boolean,
): Promise<{ trials: Trial[]; notes: string[] }> {
  const { digests, running, records, notes } = await loadSessions(project, ctx, { sync, allProjects: false });
  return { trials: trialsOf(digests, running, records, agent), notes };
}

/** The same from what was read. */
export function trialsOf(
  digests: readonly Digest[],
  running: ReadonlySet<string>,
  records: readonly ExecutionRecord[],
  agent: string | null,
): Trial[] {
  const chosen = agent === null ? digests : digests.filter((digest) => digest.agent === agent);
  const below = new Map(families(digests).map(({ root, below }) => [root.id, below]));
  const known = new Set(digests.map(({ session_id }) => session_id));
  const outcomes = outcomesOf(records);
  return [
    ...chosen
      // Without an agent a subagent counts in its session; one whose session is missing stands there, to be left out.
      .filter((digest) => agent !== null || below.has(digest.id))
      // A run is what the agent itself did, as its record says, whoever it handed work to.
      .map((digest) =>
        trialOf(
          digest,
          agent === null ? below.get(digest.id)! : null,
          running,
          outcomes.get(digest.session_id) ?? null,
        ),
      ),
    ...records
      .filter(({ session_id }) => session_id == null || !known.has(session_id))
      .filter((record) => (agent === null ? record.session_id != null : record.agent === agent))
      .map((record) => trialOfRecord(record, agent === null)),
  ];
}

function measuredOf(record: ExecutionRecord | null): Record<string, number> {
  const primary = record?.primary_metric;
  return { ...record?.metrics, ...(primary ? { [primary.name]: primary.value } : {}) };
}

const sum = (values: ReadonlyArray<number | null>): number | null =>
  values.includes(null) ? null : values.reduce<number>((total, value) => total + value!, 0);

/** @param below its subagents, all of them; null: the run stands for itself */
function trialOf(
  digest: Digest,
  below: readonly Digest[] | null,
  running: ReadonlySet<string>,
  record: ExecutionRecord | null,
): Trial {
  const all = [digest, ...(below ?? [])];
  // A part without tokens or price would make the whole a lower bound.
  const whole = (known: (one: Digest) => boolean): boolean => all.every(known);
  const seen = below === null || !digest.flags.includes(UNSEEN_SUBAGENTS);
  const edited = new Set(all.flatMap(({ files }) => files.filter(({ edits }) => edits > 0).map(({ path }) => path)));
  return {
    id: digest.id,
    session: digest.session_id,
    agent: digest.agent,
    below: digest.parent !== null,
    running: running.has(digest.id),
    started: digest.started,
    turns: digest.turns,
    model: mainModel(all.flatMap(({ models }) => models)),
    version: `${digest.harness} ${digest.harness_version ?? ''}`.trim(),
    price: priceOf(digest),
    git: {
      start: digest.git.start,
      end: digest.git.end,
      branch: digest.git.branch,
      dirty: digest.git.dirty,
      guessed: digest.git.bound_by === 'time',
    },
    definition: digest.definition,
    arms: { ...record?.arms, ...digest.arms },
    edited: [...edited].sort(),
    tokens: seen && whole(({ tokens }) => tokens !== null) ? allTokens(addUp(all.map(({ tokens }) => tokens))) : null,
    cost_usd: seen && whole(({ cost_usd }) => cost_usd !== null) ? addCosts(all.map(({ cost_usd }) => cost_usd)) : null,
    success: record?.success ?? null,
    duration_s: digest.working_ms === null ? null : digest.working_ms / 1000,
    tool_calls: seen ? sum(all.map(({ tool_calls }) => tool_calls)) : null,
    errors: seen ? sum(all.map(({ tool_errors }) => tool_errors)) : null,
    rereads: sum(all.map(({ files }) => files.reduce((total, { rereads }) => total + rereads, 0))),
    fan_out: Math.max(...all.map(({ spans }) => spans.fan_out)),
    edited_lines: null,
    measured: measuredOf(record),
  };
}

/** @param whole it stands for a session with its subagents, whose part the record of a coding tool's run leaves out */
function trialOfRecord(record: ExecutionRecord, whole: boolean): Trial {
  const { git } = record;
  const isPart = whole && record.harness != null;
  return {
    id: record.id,
    session: record.session_id ?? null,
    agent: record.agent,
    below: record.parent != null,
    running: false,
    started: record.timestamp,
    turns: null,
    model: record.model ?? null,
    version: record.harness ? `${record.harness} ${record.harness_version ?? ''}`.trim() : null,
    price: record.price ?? null,
    git: {
      // A record that is made in a session tells the commit at its end only. Without one it may be made days later.
      start: git?.start ?? (record.session_id == null ? null : git?.end) ?? null,
      end: git?.end ?? null,
      branch: git?.branch ?? null,
      dirty: git?.dirty ?? null,
      guessed: git?.start == null && record.session_id != null,
    },
    definition: record.definition ?? null,
    arms: record.arms ?? {},
    edited: [],
    tokens: isPart || !record.tokens ? null : allTokens({ ...UNKNOWN_TOKENS, ...record.tokens }),
    cost_usd: isPart ? null : (record.cost_usd ?? null),
    success: record.success,
    duration_s: record.execution_time_s ?? null,
    tool_calls: isPart ? null : (record.tool_calls ?? null),
    errors: isPart ? null : (record.tool_errors ?? null),
    rereads: null,
    fan_out: null,
    edited_lines: null,
    measured: measuredOf(record),
  };
}
