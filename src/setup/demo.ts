import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { removeScratch } from '../store/scratch.ts';
import { type Played, playSession, readSample, type SampleSession } from './replay.ts';
import { type Stage, setStage } from './stage.ts';

/** One command of the demo as a reader sees it. `line` is what was run, `out` what it printed. */
export interface Shown {
  line: string;
  out: string;
}

/** One step of the loop. */
export interface Step {
  title: string;
  says: string;
  shown: Shown[];
}

const LESSON = 'Currency and tax tasks need the rounding tests first: run the whole suite after each change.';
const HOUR = 3_600_000;

/** A word as one would type it in a shell. */
const quote = (word: string): string => (/^[\w./:=@-]+$/.test(word) ? word : `"${word}"`);

function show(stage: Stage, at: number, args: string[]): Shown {
  const ran = stage.ka(args, at);
  const line = `ka ${args.map(quote).join(' ')}`;
  if (ran.code !== 0)
    throw new KaError('demo-failed', `${line} ended with ${ran.code}: ${(ran.err || ran.out).trim()}`);
  return { line, out: ran.out.replaceAll(stage.root, '~/price-list').trimEnd() };
}

/** The text that a hook handed to the harness for the model. */
function handed(played: Played): string {
  const answer = played.out.trim() === '' ? {} : (JSON.parse(played.out) as Answer);
  return answer.hookSpecificOutput?.additionalContext?.trim() ?? '';
}
interface Answer {
  hookSpecificOutput?: { additionalContext?: string };
}

const asShown = (played: Played): Shown =>
  played.event === 'shell'
    ? { line: `ka ${played.args.join(' ')}`, out: played.out.trimEnd() }
    : { line: `ka hook claude < ${played.event}.json`, out: handed(played) };

/**
 * Plays the whole loop on the sample repository with the built program and returns what it printed, step by step. The
 * clock of each call is that of the recorded session, so that the same program prints the same text.
 *
 * @param columns as wide as it prints
 */
export function playDemo(ctx: Ctx, columns: number, onStep: (title: string) => void): { stage: Stage; steps: Step[] } {
  const sessions = readSample(ctx);
  const stage = setStage(ctx, sessions[0]!.started - 2 * HOUR, columns);
  try {
    return { stage, steps: playSteps(stage, sessions, onStep) };
  } catch (error) {
    removeScratch(stage.folder);
    throw error;
  }
}

function playSteps(stage: Stage, sessions: readonly SampleSession[], onStep: (title: string) => void): Step[] {
  const [first, ...others] = sessions as [SampleSession, ...SampleSession[]];
  const before = first.started - HOUR;
  const after = sessions.at(-1)!.ended + HOUR;
  const steps: Step[] = [];
  const step = (title: string, says: string, work: () => Shown[]): void => {
    onStep(title);
    steps.push({ title, says, shown: work() });
  };
  step('Set up', 'Hooks for Claude Code, and one of the agents that come with ka.', () => [
    show(stage, before, ['init']),
    show(stage, before, ['agents', 'install', 'tdd-workflow']),
    show(stage, before, ['memory', 'init', 'tdd-workflow']),
    show(stage, before, ['agents', 'list']),
  ]);
  step('Measure', 'One session: Claude Code calls the hooks, the agent states its outcome.', () =>
    playSession(stage, first).map(asShown),
  );
  step('Measure on', `${others.length} more recorded sessions in the same way.`, () => {
    for (const session of others) playSession(stage, session);
    return [show(stage, after, ['metrics', 'list']), show(stage, after, ['metrics', 'show', 'tdd-workflow'])];
  });
  step('Analyse', 'What the records say could be better, with the evidence.', () => [
    show(stage, after, ['metrics', 'optimize', 'tdd-workflow']),
  ]);
  step('Act', 'Take up the first bet, and keep what was learnt.', () => {
    const analysis = JSON.parse(stage.ka(['metrics', 'optimize', 'tdd-workflow', '--json'], after).out) as Analysis;
    const bet = analysis.agents.flatMap((agent) => agent.recommendations)[0];
    return [
      ...(bet ? [show(stage, after, ['bets', 'accept', bet.id])] : []),
      show(stage, after, ['memory', 'add', 'tdd-workflow', '--section', 'What works', LESSON]),
    ];
  });
  step('Orient', 'What the next run of the agent starts with.', () => [
    show(stage, after, ['memory', 'brief', 'tdd-workflow']),
  ]);
  step('Plain files', 'All of it lies in the repository, to be read, reviewed and committed.', () => [
    { line: 'git status --short -uall', out: stage.git('status', '--short', '-uall').trimEnd() },
  ]);
  return steps;
}
interface Analysis {
  agents: { recommendations: { id: string }[] }[];
}
