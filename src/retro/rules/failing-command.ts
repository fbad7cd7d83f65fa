import { count } from '../../lib/count.ts';
import { percent } from '../../metrics/optimizer/say.ts';
import { failingCommands, IN_ALL, IN_ONE, SESSIONS, SHARE } from '../commands.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, nameSessions, newestEnd, timesEach, tokensPerCall } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { ruleFile } from '../visible.ts';

export default defineRetroRule({
  name: 'failing-command',
  title: 'A command that fails in a loop',
  trigger: `A command that failed ${IN_ONE} times or more in one session, or ${IN_ALL} times over ${SESSIONS} or more, and in at least ${percent(SHARE)} of its runs there.`,
  why: 'An agent that does not know how to run a command tries it until it works, in every session anew.',
  saving: 'Each failed run, at the mean tokens of a tool call in these sessions.',
  missing: `failures in ${SESSIONS} sessions, or ${IN_ALL} in all`,
  category: 'investigate',
  impact: 15_000,
  effort_minutes: 30,
  find(input) {
    const { found, looked } = failingCommands(input.sessions);
    const findings = found.map(({ sig, failing, runs, errors, worst }): Finding => {
      const sessions = failing.map(({ session }) => session);
      const rules = ruleFile(input);
      return {
        subject: `command:${sig}`,
        title: `\`${sig}\` failed ${errors} of ${runs} times in ${count(failing.length, 'session')}, up to ${worst} times in one`,
        evidence: [
          fact(
            `failed in ${nameSessions(
              failing,
              (use) => use.errors,
              (use) => `${use.errors} of ${use.runs}`,
            )}`,
            runs,
            errors / runs,
          ),
        ],
        apply: [
          `Read what failed (\`ka sessions tree ${[...failing].sort((a, b) => b.errors - a.errors || (a.session.id < b.session.id ? -1 : 1))[0]!.session.name}\`) and mend the command, or make a script of it that works from the root.`,
          `${rules}: write down the exact line that works, with its folder and what must run before it.`,
          'Where it is meant to fail first, as a test that is written before its code, nothing is wasted: reject this bet.',
        ],
        confidence: failing.length >= SESSIONS ? 'high' : errors >= IN_ALL ? 'medium' : 'low',
        saving: timesEach(errors, tokensPerCall(sessions), input.days),
        seen: newestEnd(sessions),
      };
    });
    return { findings, tests: [], judged: (subject) => looked.has(subject.slice('command:'.length)) };
  },
  examples: {
    fires: {
      says: 'npm test fails four of five times in three sessions',
      input: () =>
        exampleInput(digests(4, (i) => ({ commands: i < 3 ? [{ sig: 'npm test', runs: 5, errors: 4 }] : [] }))),
    },
    quiet: {
      says: 'one failure in each session, among many runs',
      input: () => exampleInput(digests(4, () => ({ commands: [{ sig: 'npm test', runs: 12, errors: 1 }] }))),
    },
  },
});
