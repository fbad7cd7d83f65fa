import { count } from '../../lib/count.ts';
import { percent } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, nameSessions, newestEnd, sum, timesEach, tokensPerReply } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';

const TIMES = 5;
const SHARE = 0.05;

export default defineRetroRule({
  name: 'truncated-replies',
  title: 'Replies that are cut short',
  trigger: `${TIMES} or more replies, and at least ${percent(SHARE)} of those in sessions that have any, were cut by the model’s limits (length, context, refusal).`,
  why: 'A reply that is cut is asked for again, and paid for twice.',
  saving: 'Each cut reply, at the mean tokens of a reply in these sessions.',
  category: 'investigate',
  impact: 8000,
  effort_minutes: 30,
  find(input) {
    const cut = input.sessions
      .map((session) => ({
        session,
        times: sum(session.runs, ({ truncations }) => truncations),
        replies: sum(session.runs, ({ assistant_messages }) => assistant_messages),
      }))
      .filter(({ times }) => times > 0);
    const judged = (): boolean => input.sessions.length >= TIMES;
    const total = sum(cut, ({ times }) => times);
    const replies = sum(cut, (one) => one.replies);
    if (total < TIMES || total < SHARE * replies) return { findings: [], tests: [], judged };
    const sessions = cut.map(({ session }) => session);
    const finding = {
      subject: 'sessions:truncations',
      title: `${total} replies were cut short in ${count(cut.length, 'session')}`,
      evidence: [
        fact(
          `most in ${nameSessions(
            cut,
            ({ times }) => times,
            ({ times, replies: all }) => `${times} of ${all}`,
          )}`,
          replies,
          replies === 0 ? null : total / replies,
        ),
      ],
      apply: ['Ask for smaller parts (one file, one change), or raise the tool’s limit on output tokens.'],
      confidence: 'medium' as const,
      saving: timesEach(total, tokensPerReply(sessions), input.days),
      seen: newestEnd(sessions),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'two of twenty replies in each of four sessions',
      input: () => exampleInput(digests(4, () => ({ truncations: 2 }))),
    },
    quiet: { says: 'one of eighty', input: () => exampleInput(digests(4, (i) => ({ truncations: i === 0 ? 1 : 0 }))) },
  },
});
