import { digests, exampleInput } from '../example.ts';
import { addUnder, fact, nameSessions, newestEnd, sum, timesEach, tokensPerReply } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import type { Session } from '../session.ts';
import { ruleFile } from '../visible.ts';

const SESSIONS = 3;

export default defineRetroRule({
  name: 'repeated-correction',
  title: 'The same correction, again and again',
  trigger: `A person corrected the agent in the same words in ${SESSIONS} or more sessions within 30 days.`,
  why: 'What must be said three times belongs into a rule, where it is said before the mistake.',
  saving: 'Two replies for each correction (the wrong one and the mended one), at their mean tokens in these sessions.',
  category: 'quick',
  impact: 10_000,
  effort_minutes: 5,
  find(input) {
    const said = new Map<string, { session: Session; times: number }[]>();
    for (const session of input.month) {
      const own = new Map<string, number>();
      for (const hash of session.runs.flatMap(({ corrections }) => corrections))
        own.set(hash, (own.get(hash) ?? 0) + 1);
      for (const [hash, times] of own) addUnder(said, hash, { session, times });
    }
    const findings = [...said]
      .filter(([, uses]) => uses.length >= SESSIONS)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([hash, uses]): Finding => {
        const sessions = uses.map(({ session }) => session);
        const times = sum(uses, (use) => use.times);
        return {
          subject: `correction:${hash}`,
          title: `the same correction in ${uses.length} sessions: make it a rule`,
          evidence: [
            fact(
              `said ${times} times, in ${nameSessions(
                uses,
                (use) => use.times,
                (use) => `${use.times}, ended ${use.session.ended.slice(0, 10)}`,
              )}`,
              uses.length,
              times,
            ),
          ],
          apply: [`${ruleFile(input)}: add the correction as a line of its own, in the words that the person used.`],
          confidence: 'high',
          saving: timesEach(2 * times, tokensPerReply(sessions), input.monthDays),
          seen: newestEnd(sessions),
        };
      });
    // That nobody repeats it any more is what the bet was for.
    return { findings, tests: [], judged: () => input.month.length >= SESSIONS };
  },
  examples: {
    fires: {
      says: 'three sessions hold the same hash',
      input: () => exampleInput(digests(5, (i) => ({ corrections: i < 3 ? ['00112233445566ff'] : [] }))),
    },
    quiet: {
      says: 'three times in one session',
      input: () => exampleInput(digests(5, (i) => ({ corrections: i === 0 ? Array(3).fill('00112233445566ff') : [] }))),
    },
  },
});
