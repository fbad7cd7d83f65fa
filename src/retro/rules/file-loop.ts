import { count } from '../../lib/count.ts';
import { digests, exampleInput, touch } from '../example.ts';
import { fact, factsOf, largest, nameSessions, newestEnd, sum, timesEach, tokensPerCall, usesOf } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';

const EDITS = 8;
/** Edits that a plain change may take. */
const USUAL = 3;

export default defineRetroRule({
  name: 'file-loop',
  title: 'One file is edited over and over in a session',
  trigger: `A file that one session edits ${EDITS} times or more.`,
  why: 'Edit after edit of one file means that the agent cannot tell whether it got it right.',
  saving: `Edits beyond ${USUAL} a session, at the mean tokens of a tool call in these sessions.`,
  missing: 'a second session that loops on it',
  category: 'investigate',
  impact: 10_000,
  effort_minutes: 45,
  find(input) {
    const findings: Finding[] = [];
    const byPath = usesOf(input.sessions);
    for (const [path, uses] of byPath) {
      const loops = uses.filter((use) => use.edits >= EDITS);
      if (loops.length === 0) continue;
      const sessions = loops.map(({ session }) => session);
      const extra = sum(loops, (use) => use.edits - USUAL);
      const facts = factsOf(input, path);
      findings.push({
        subject: `file:${path}`,
        title: `${path} was edited up to ${largest(loops, (use) => use.edits)} times in one session`,
        evidence: [
          fact(
            `edited ${EDITS} times or more in ${nameSessions(
              loops,
              (use) => use.edits,
              (use) => `${count(use.edits, 'edit')} in ${count(use.turns, 'turn')}`,
            )}`,
            loops.length,
            loops.length,
          ),
          ...(facts?.complexity == null
            ? []
            : [
                fact(
                  `complexity about ${facts.complexity}, ${count(facts.churn_90d, 'commit')} in 90 days`,
                  1,
                  facts.complexity,
                ),
              ]),
        ],
        apply: [
          `Add a test that fails as these edits failed, and name the command that runs it alone where agents look (${path} in the rules).`,
          `Read ${sessions[0]!.name} (\`ka sessions tree ${sessions[0]!.name}\`) for what was tried in turn.`,
        ],
        confidence: loops.length >= 3 ? 'high' : loops.length === 2 ? 'medium' : 'low',
        saving: timesEach(extra, tokensPerCall(sessions), input.days),
        seen: newestEnd(sessions),
      });
    }
    return {
      findings,
      tests: [],
      judged: (subject) => byPath.get(subject.slice('file:'.length))?.some((use) => use.edits > 0) === true,
    };
  },
  examples: {
    fires: {
      says: 'eleven edits of one file in one session',
      input: () => exampleInput(digests(2, (i) => ({ files: [touch('src/parse.ts', 2, i === 0 ? 11 : 1)] }))),
    },
    quiet: {
      says: 'eleven edits spread over eleven sessions',
      input: () => exampleInput(digests(11, () => ({ files: [touch('src/parse.ts', 1, 1)] }))),
    },
  },
});
