import { count } from '../../lib/count.ts';
import { percent } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput, touch } from '../example.ts';
import { fact, nameSessions, newestEnd, sum, timesEach, tokensPerCall } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';
import { filesOf } from '../session.ts';
import { ruleFile } from '../visible.ts';

const TIMES = 5;
const SHARE = 0.15;

export default defineRetroRule({
  name: 'rejected-edits',
  title: 'People refuse what the agent wants to do',
  trigger: `${TIMES} or more refusals in the window, at least ${percent(SHARE)} of edits and refusals together in the sessions that have any.`,
  why: 'What is refused was thought out and written for nothing, and a person had to read it.',
  saving: 'Each refusal, at the mean tokens of a tool call in these sessions.',
  missing: 'refusals in three sessions',
  category: 'investigate',
  impact: 5000,
  effort_minutes: 20,
  find(input) {
    const refused = input.sessions
      .map((session) => ({ session, times: sum(session.runs, ({ rejections }) => rejections) }))
      .filter(({ times }) => times > 0)
      .map((one) => ({ ...one, edits: sum([...filesOf(one.session).values()], ({ edits }) => edits) }));
    const judged = (): boolean => input.sessions.length >= TIMES;
    const total = sum(refused, ({ times }) => times);
    const all = total + sum(refused, ({ edits }) => edits);
    if (total < TIMES || total < SHARE * all) return { findings: [], tests: [], judged };
    const sessions = refused.map(({ session }) => session);
    const finding = {
      subject: 'sessions:rejections',
      title: `${total} actions were refused in ${count(refused.length, 'session')}`,
      evidence: [
        fact(
          `most in ${nameSessions(
            refused,
            ({ times }) => times,
            ({ times, edits }) => `${times} refused, ${count(edits, 'edit')} made`,
          )}`,
          all,
          total / all,
        ),
      ],
      apply: [
        'Let the agent plan first, and agree on the plan before it edits.',
        `${ruleFile(input)}: say what needs to be asked for, and what may be done without asking.`,
      ],
      confidence: refused.length >= 3 ? ('medium' as const) : ('low' as const),
      saving: timesEach(total, tokensPerCall(sessions), input.days),
      seen: newestEnd(sessions),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'two refusals for three edits in each session',
      input: () => exampleInput(digests(4, () => ({ rejections: 2, files: [touch('src/a.ts', 1, 3)] }))),
    },
    quiet: {
      says: 'one refusal for thirty edits',
      input: () => exampleInput(digests(6, () => ({ rejections: 1, files: [touch('src/a.ts', 1, 30)] }))),
    },
  },
});
