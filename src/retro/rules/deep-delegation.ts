import { count } from '../../lib/count.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, largest, nameSessions, newestEnd } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';

const DEPTH = 4;

export default defineRetroRule({
  name: 'deep-delegation',
  title: 'Subagents of subagents of subagents',
  trigger: `A session of the window whose tool calls stand ${DEPTH} levels deep or more.`,
  why: 'With each level the task is told anew, and something of it is lost.',
  saving: 'Not told by the sessions; ranked by what a typical case saves.',
  missing: 'whether the depth was worth it: sessions do not tell',
  category: 'investigate',
  impact: 5000,
  effort_minutes: 30,
  find(input) {
    const depth = ({ spans }: (typeof input.sessions)[number]['runs'][number]): number => spans.depth;
    const deep = input.sessions
      .map((session) => ({ session, depth: depth(session.runs[0]!) }))
      .filter((one) => one.depth >= DEPTH);
    const judged = (): boolean => input.sessions.length > 0;
    if (deep.length === 0) return { findings: [], tests: [], judged };
    const sessions = deep.map(({ session }) => session);
    const finding = {
      subject: 'sessions:depth',
      title: `${count(deep.length, 'session')} delegated ${count(
        largest(deep, (one) => one.depth),
        'level',
      )} deep`,
      evidence: [
        fact(
          `deepest: ${nameSessions(
            deep,
            (one) => one.depth,
            (one) => `${count(one.depth, 'level')}, ${count(one.session.runs.length - 1, 'subagent')}`,
          )}`,
          deep.length,
          deep.length,
        ),
      ],
      apply: [
        'Let the main agent hand out the parts itself, and take the right to delegate (the Task tool) from subagents.',
      ],
      confidence: 'low' as const,
      saving: null,
      seen: newestEnd(sessions),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'one session five levels deep',
      input: () => exampleInput(digests(3, (i) => ({ spans: { depth: i === 1 ? 5 : 1, fan_out: 2 } }))),
    },
    quiet: {
      says: 'two levels',
      input: () => exampleInput(digests(3, () => ({ spans: { depth: 2, fan_out: 9 } }))),
    },
  },
});
