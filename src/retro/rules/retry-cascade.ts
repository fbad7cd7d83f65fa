import { count } from '../../lib/count.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, largest, nameSessions, newestEnd, sum, timesEach, tokensPerReply } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';

const IN_ONE = 15;
const EACH = 3;
const SESSIONS = 3;

export default defineRetroRule({
  name: 'retry-cascade',
  title: 'Requests that are tried again and again',
  trigger: `A session with ${IN_ONE} retries or more, or ${SESSIONS} sessions with ${EACH} or more each.`,
  why: 'Retries mean waiting, and where a request was half done, paying twice.',
  saving: 'Each retry, at the mean tokens of a reply in these sessions.',
  category: 'investigate',
  impact: 10_000,
  effort_minutes: 30,
  find(input) {
    const tried = input.sessions
      .map((session) => ({ session, retries: sum(session.runs, ({ retries }) => retries) }))
      .filter(({ retries }) => retries >= EACH);
    const judged = (): boolean => input.sessions.length >= SESSIONS;
    const most = largest(tried, ({ retries }) => retries);
    if (most < IN_ONE && tried.length < SESSIONS) return { findings: [], tests: [], judged };
    const sessions = tried.map(({ session }) => session);
    const total = sum(tried, ({ retries }) => retries);
    const finding = {
      subject: 'sessions:retries',
      title: `${total} retries in ${count(tried.length, 'session')}`,
      evidence: [
        fact(
          `most in ${nameSessions(
            tried,
            ({ retries }) => retries,
            ({ session, retries }) => `${retries} retries, ${session.harness}`,
          )}`,
          tried.length,
          total,
        ),
      ],
      apply: [
        'Check the plan’s rate limits and the network at these hours; run fewer sessions at once, or another model then.',
      ],
      confidence: tried.length >= SESSIONS ? ('high' as const) : ('medium' as const),
      saving: timesEach(total, tokensPerReply(sessions), input.days),
      seen: newestEnd(sessions),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'three sessions with four retries each',
      input: () => exampleInput(digests(4, (i) => ({ retries: i < 3 ? 4 : 0 }))),
    },
    quiet: {
      says: 'one retry in each',
      input: () => exampleInput(digests(4, () => ({ retries: 1 }))),
    },
  },
});
