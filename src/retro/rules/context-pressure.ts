import { count } from '../../lib/count.ts';
import { percent } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput } from '../example.ts';
import { estimated, fact, largest, nameSessions, newestEnd, perWeek, sum } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';
import type { Session } from '../session.ts';

const FULL = 0.8;
const SESSIONS = 3;

const peak = ({ runs }: Session): number => largest(runs, ({ context_peak }) => context_peak ?? 0);
const compactions = ({ runs }: Session): number => sum(runs, (run) => run.compactions);
/** What a compaction reads once more: the context, as large as it got. */
const reread = ({ runs }: Session): number => sum(runs, (run) => run.compactions * (run.context_tokens ?? 0));

export default defineRetroRule({
  name: 'context-pressure',
  title: 'Sessions that fill the context window',
  trigger: `${SESSIONS} or more sessions of the window that were compacted, or used ${percent(FULL)} or more of the model’s context window.`,
  why: 'A full context costs most with every turn, and what is compacted is forgotten and read again.',
  saving: 'Each compaction, at the size that the session’s context reached.',
  category: 'investigate',
  impact: 30_000,
  effort_minutes: 30,
  find(input) {
    const full = input.sessions
      .filter((session) => peak(session) >= FULL || compactions(session) > 0)
      .map((session) => ({ session }));
    const judged = (): boolean => input.sessions.length >= SESSIONS;
    if (full.length < SESSIONS) return { findings: [], tests: [], judged };
    const sessions = full.map(({ session }) => session);
    const total = sum(sessions, compactions);
    const tokens = sum(sessions, reread);
    const share = full.length / input.sessions.length;
    const finding = {
      subject: 'sessions:context',
      title: `${full.length} of ${input.sessions.length} sessions filled their context; ${count(total, 'compaction')}`,
      evidence: [
        fact(
          `fullest: ${nameSessions(
            full,
            ({ session }) => compactions(session) * 10 + peak(session),
            ({ session }) =>
              `${count(compactions(session), 'compaction')}${peak(session) > 0 ? `, ${percent(peak(session))} full` : ''}`,
          )}`,
          input.sessions.length,
          share,
        ),
      ],
      apply: [
        'Begin a new session for each task, and hand over what matters in a file.',
        'Let subagents do what needs much reading and little of which must be kept.',
        'Cut instruction files and MCP servers that stand in every context: `ka explain instruction-surface`.',
      ],
      confidence: full.length >= 5 ? ('high' as const) : ('medium' as const),
      saving: tokens === 0 ? null : estimated(perWeek(tokens, input.days)),
      seen: newestEnd(sessions),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'four of six sessions were compacted',
      input: () =>
        exampleInput(digests(6, (i) => ({ compactions: i < 4 ? 1 : 0, context_peak: 0.9, context_tokens: 150_000 }))),
    },
    quiet: {
      says: 'no session above half',
      input: () => exampleInput(digests(6, () => ({ context_peak: 0.5 }))),
    },
  },
});
