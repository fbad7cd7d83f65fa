import { join } from 'node:path';
import { readDefinitions } from '../../agents/definitions.ts';
import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { type Config, readConfig } from '../../store/config.ts';
import { readText, replaceFile, statFile } from '../../store/files.ts';
import { withLock } from '../../store/lock/lock.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import type { ExecutionRecord } from '../contract.ts';
import { listAgents, recordFiles } from '../places.ts';
import { foldedRecords, readLog } from '../records/read.ts';
import { rules as table } from '../rules/index.ts';
import { appendQueue } from './append-queue.ts';
import { Fingerprint } from './fingerprint.ts';
import { type Judged, judge } from './judge.ts';
import { analysisFile, byScore, queueLock, readQueue } from './queue.ts';
import { queueLines } from './queue-lines.ts';
import {
  type AgentAnalysis,
  type Analysis,
  agentOf,
  type PastOf,
  type QueueLine,
  weightOfPast,
} from './recommendation.ts';
import type { Rule, RuleInput } from './rule.ts';

/** An analysis, and the lines by which the queue learns of it. */
export interface Analysed {
  analysis: Analysis;
  lines: QueueLine[];
}

export const loadRules = async (): Promise<Rule[]> =>
  Promise.all(Object.values(table).map(async (load) => (await load()).default));

/** Rules see this many of an agent's newest records: ten times what enters any comparison. */
const HISTORY = 10_000;

/** An agent's records, oldest first. Single lines are taken as they are: folding each alone would cost twice the reading. */
const recordsOf = (project: Project, agent: string): ExecutionRecord[] =>
  [...foldedRecords(readLog(recordFiles(project, agent), agent), false)].sort((a, b) =>
    a.timestamp === b.timestamp ? (a.id < b.id ? -1 : 1) : a.timestamp < b.timestamp ? -1 : 1,
  );

/**
 * Analyses all agents that have records. Reads only; the same records, definitions, config and states give the same
 * bytes: the clock only keeps the queue's lines out of the future.
 */
export function analyse(project: Project, ctx: Ctx, rules: readonly Rule[], pastOf: PastOf): Analysed {
  const config = readConfig(project, ctx);
  const files = new Map(readDefinitions(project, ctx).map((file) => [file.definition.name.toLowerCase(), file]));
  const states = new Map(readQueue(project).states);
  const fingerprint = new Fingerprint();
  fingerprint.add(canonicalJson(config));

  const agents: AgentAnalysis[] = [];
  const judged = new Map<string, Judged>();
  let asOf: string | null = null;
  for (const agent of [...listAgents(project)].sort()) {
    const records = recordsOf(project, agent);
    // All withdrawn or pruned: as if there had been no such agent, which may have been a slip of the pen.
    if (records.length === 0) continue;
    const file = files.get(agent.toLowerCase()) ?? null;
    fingerprint.addRecords(agent, records);
    fingerprint.add(file && [file.path, file.hash, canonicalJson(file.definition)]);
    const newest = records.at(-1)?.timestamp ?? null;
    if (newest !== null && (asOf === null || newest > asOf)) asOf = newest;
    const input: RuleInput = {
      agent,
      records: records.slice(-HISTORY),
      file,
      ...settings(config, file?.definition.optimization),
    };
    const n = records.length;
    const needs = Math.max(0, input.minSamples - n);
    if (needs > 0) {
      agents.push({ agent, n, status: 'insufficient-data', needs, tests: 0, recommendations: [], notes: [] });
      continue;
    }
    const result = judge(input, rules);
    judged.set(agent, result);
    agents.push({
      agent,
      n,
      status: 'ok',
      needs: 0,
      tests: result.tests,
      recommendations: result.recommendations,
      notes: result.notes,
    });
  }

  const clean = redactSecrets(agents, config.redaction.allow).value;
  const found = clean.flatMap(({ recommendations }) => recommendations);
  const quiet = (rule: string, subject: string): boolean => judged.get(agentOf(subject))?.quiet(rule, subject) === true;
  const lines = asOf === null ? [] : queueLines(found, states, quiet, seenBy(ctx, asOf));
  for (const line of lines) states.set(line.id, line);
  weighPast(clean, pastOf);
  fingerprint.add(clean.flatMap(({ recommendations }) => recommendations.map(({ past }) => past)));
  for (const { recommendations } of clean)
    for (const one of recommendations) one.status = states.get(one.id)?.status ?? 'open';
  fingerprint.addStates(states.values());
  return { analysis: { schema_version: 1, fingerprint: fingerprint.digest(), as_of: asOf, agents: clean }, lines };
}

/**
 * When the queue learnt of what was found: with the newest record, so that the same records give the same lines. A record
 * from the future does not count: a person's word on the bet has to come later, and gets the real time.
 */
function seenBy(ctx: Ctx, asOf: string): string {
  const now = isoTime(ctx.now());
  return asOf < now ? asOf : now;
}

/** What experiments said of each recommendation; one that made things worse halves its weight. */
function weighPast(agents: readonly AgentAnalysis[], pastOf: PastOf): void {
  for (const { recommendations } of agents) {
    for (const one of recommendations) {
      one.past = pastOf(one);
      one.score = Math.round(1000 * one.score * weightOfPast(one.past)) / 1000;
    }
    recommendations.sort(byScore);
  }
}

function settings(
  config: Config,
  own: { min_samples?: number; thresholds?: Partial<Record<keyof Config['thresholds'], number | null>> } | undefined,
): Pick<RuleInput, 'minSamples' | 'recentWindow' | 'thresholds'> {
  return {
    minSamples: own?.min_samples ?? config.min_samples,
    recentWindow: config.recent_window,
    thresholds: { ...config.thresholds, ...own?.thresholds },
  };
}

/**
 * Analyses and writes `analysis.json` (only if its bytes change) and what is new in the queue.
 *
 * @throws KaError `busy` if another run holds the queue for 5 s
 */
export async function optimize(project: Project, ctx: Ctx, pastOf: PastOf): Promise<Analysed> {
  const rules = await loadRules();
  // Where nobody uses ka there is nothing to write, and a lock would make the folder.
  if (ctx.dryRun || !statFile(project.kaizen)) return analyse(project, ctx, rules, pastOf);
  return withLock(queueLock(project), ctx, () => {
    const result = analyse(project, ctx, rules, pastOf);
    if (result.analysis.as_of === null) return result;
    appendQueue(project, ctx, result.lines);
    const text = `${JSON.stringify(result.analysis, null, 2)}\n`;
    if (readTextOrNull(analysisFile(project)) !== text)
      replaceFile(analysisFile(project), text, join(project.local, 'tmp'));
    return result;
  });
}

/** A view that cannot be read is one to replace. */
function readTextOrNull(path: string): string | null {
  try {
    return readText(path);
  } catch {
    return null;
  }
}
