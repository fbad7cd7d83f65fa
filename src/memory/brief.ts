import { findDefinition } from '../agents/definitions.ts';
import { ofAgent, type RunningExperiment, runningExperiments } from '../experiments/running.ts';
import type { Ctx } from '../lib/context.ts';
import { openRecommendations } from '../metrics/optimizer/queue.ts';
import { tokens } from '../metrics/optimizer/say.ts';
import { readSummary } from '../metrics/summary/rebuild.ts';
import { hasLessons, loadSessionStart } from '../records/load-session-start.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import { readMemoryFile } from './file.ts';
import { estimateTokens, fitParts, layOut, type Part } from './fit.ts';
import { performancePart } from './performance.ts';
import { recall } from './recall.ts';
import { rolePart } from './role.ts';

type Recommendation = ReturnType<typeof openRecommendations>[number];

export interface Brief {
  /** Markdown; empty sections are left out. */
  text: string;
  /** None where nothing is known of the agent. `cut`: how many of its lines or entries were left out. */
  sections: { title: string; tokens: number; cut: number }[];
}

function recommendationPart(open: readonly Recommendation[]): Part | null {
  if (open.length === 0) return null;
  const line = ({ id, title, confidence, expected_tokens_saved: saved, estimated, status }: Recommendation): string => {
    const state = status === 'accepted' ? 'accepted, ' : '';
    const worth = saved > 0 && !estimated ? `, about ${tokens(saved)} tokens a week` : '';
    return `- ${id}: ${title} (${state}${confidence} confidence${worth})`.replace(/\s+/g, ' ');
  };
  return {
    title: 'Open recommendations',
    heading: '## Open recommendations',
    noun: 'recommendations',
    units: open.map((one) => ({ text: line(one) })),
  };
}

function experimentPart(running: readonly RunningExperiment[]): Part | null {
  if (running.length === 0) return null;
  return {
    title: 'Running experiments',
    heading: '## Running experiments',
    noun: 'experiments',
    units: running.map(({ id, hypothesis, created }) => ({
      text: `- running experiment: ${hypothesis.replace(/\s+/g, ' ')} (${id}, since ${created.slice(0, 10)})`,
    })),
  };
}

/** A kind of record that somebody broke must not cost the agent its brief: `ka record verify` tells of it. */
function lessonPart(project: Project, ctx: Ctx, agent: string, paths: readonly string[]): Part | null {
  if (!hasLessons(project)) return null;
  try {
    const lessons = loadSessionStart(ctx).lessonsFor(project, ctx, { agent, paths });
    const units = lessons.map(({ id, text }) => ({ text: `- ${text} (${id})` }));
    return { title: 'Lessons', heading: '## Lessons', noun: 'lessons', units };
  } catch {
    return null;
  }
}

/** Reads every source; one that is broken must not cost the agent the others. */
function gather(project: Project, ctx: Ctx, agent: string, paths: readonly string[]): Part[] {
  const memory = readMemoryFile(project, agent);
  const parts = [
    rolePart(findDefinition(project, ctx, agent)?.definition ?? null),
    performancePart(readSummary(project, ctx, agent)),
    memory === null ? null : recall(memory),
    recommendationPart(openRecommendations(project, agent)),
    experimentPart(ofAgent(runningExperiments(project, ctx), agent)),
    lessonPart(project, ctx, agent, paths),
  ];
  return parts.filter((part) => part !== null && part.units.length > 0) as Part[];
}

function cutNotice(parts: readonly Part[], cut: ReadonlyMap<string, number>, agent: string, budget: number): string {
  const named = parts
    .filter(({ title }) => cut.has(title))
    .map(({ title, units, noun }) => `${title} (${cut.get(title)} of ${units.length} ${noun})`);
  return `Cut to ${budget} tokens: ${named.join(', ')}. All of it: \`ka memory brief ${agent} --all\``;
}

export interface BriefOptions {
  /** Tokens of four characters; default from the config. */
  budget?: number | undefined;
  /** No limit. */
  all?: boolean | undefined;
  /** What the work is about: lessons of these files and folders are told too. */
  paths?: readonly string[] | undefined;
}

/**
 * The text that an agent starts with: the same bytes from the same files.
 */
export function brief(
  project: Project,
  ctx: Ctx,
  agent: string,
  { budget, all = false, paths = [] }: BriefOptions = {},
): Brief {
  const parts = gather(project, ctx, agent, paths);
  const title = `# Brief for ${agent}`;
  if (parts.length === 0) {
    return { text: `${title}\n\nNothing is known yet: no definition, no memory, no executions.\n`, sections: [] };
  }
  const limit = budget ?? readConfigOrDefaults(project, ctx).config.brief.budget_tokens;
  const room = all ? Number.POSITIVE_INFINITY : limit - estimateTokens(title) - 2;
  const { parts: kept, cut } = fitParts(parts, room);
  const blocks = [title, ...kept.map(layOut).filter(Boolean)];
  if (cut.size > 0) blocks.push(cutNotice(parts, cut, agent, limit));
  return {
    text: `${blocks.join('\n\n')}\n`,
    sections: kept.map((part) => ({
      title: part.title,
      tokens: estimateTokens(layOut(part)),
      cut: cut.get(part.title) ?? 0,
    })),
  };
}
