import { count } from '../../lib/count.ts';
import { number, percent } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput, file, touch } from '../example.ts';
import {
  estimated,
  fact,
  factsOf,
  nameSessions,
  newestEnd,
  perWeek,
  readTokens,
  sum,
  type Use,
  usesOf,
} from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';

const LINES = 300;
const SESSIONS = 3;
/** From so many sessions the finding is called sure. */
const SURE = 5;
const FAN_OUT = 6;

export default defineRetroRule({
  name: 'split-file',
  title: 'Split a file that many sessions fight with',
  trigger: `A code file of ${LINES} lines or more, edited in ${SESSIONS} or more sessions of the window, with ${FAN_OUT} or more tool calls in a turn that touches it.`,
  why: 'A large file is read whole for a small change, and everything in it is in the way of everything else.',
  saving:
    'Half of the tokens of each read of the file in these sessions: a read takes a quarter of its bytes, at most 2,000 lines.',
  category: 'investigate',
  impact: 40_000,
  effort_minutes: 60,
  find(input) {
    const findings: Finding[] = [];
    const byPath = usesOf(input.sessions);
    const editing = (path: string): Use[] => (byPath.get(path) ?? []).filter((use) => use.edits > 0);
    for (const path of byPath.keys()) {
      const facts = factsOf(input, path);
      if (facts?.lines == null || facts.lines < LINES || facts.complexity === null) continue;
      const uses = editing(path);
      const turns = sum(uses, (use) => use.turns);
      if (uses.length < SESSIONS || turns === 0) continue;
      const fanOut = sum(uses, (use) => use.fan_out) / turns;
      if (fanOut < FAN_OUT) continue;
      const reads = sum(uses, (use) => use.reads);
      findings.push({
        subject: `file:${path}`,
        title: `split ${path} (${facts.lines} lines, edited in ${uses.length} sessions, ${number(fanOut)} tool calls in a turn that touches it)`,
        evidence: [
          fact(
            `edited in ${nameSessions(
              uses,
              (use) => use.edits,
              (use) => `${count(use.edits, 'edit')}, ${count(use.reads, 'read')}`,
            )}`,
            uses.length,
            uses.length,
          ),
          fact(
            `${facts.lines} lines, complexity about ${facts.complexity}, ${count(facts.symbols ?? 0, 'declaration')} at ${input.facts!.commit.slice(0, 12)}; ${count(facts.churn_30d, 'commit')} in 30 days, ${facts.churn_90d} by ${count(facts.authors_90d, 'author')} in 90`,
            1,
            facts.lines,
          ),
          fact(
            `${number(fanOut)} tool calls in a turn that touches it, over ${count(turns, 'turn')}; ${count(reads, 'read')}, ${percent(reads === 0 ? 0 : sum(uses, (use) => use.rereads) / reads)} of them again without a change`,
            turns,
            fanOut,
          ),
        ],
        apply: [
          `${path}: move what changes together into files of its own, along its ${count(facts.symbols ?? 0, 'declaration')}.`,
          'Keep the old names exported, so that nothing else changes in the same commit.',
        ],
        confidence: uses.length >= SURE ? 'high' : 'medium',
        saving: estimated((perWeek(reads, input.days) * readTokens(facts)) / 2),
        effort_minutes: 30 + Math.round(facts.lines / 10),
        seen: newestEnd(uses.map(({ session }) => session)),
      });
    }
    return {
      findings,
      tests: [],
      judged: (subject) => input.facts !== null && editing(subject.slice('file:'.length)).length >= SESSIONS,
    };
  },
  examples: {
    fires: {
      says: '412 lines, edited in eight sessions with eleven calls a turn',
      input: () =>
        exampleInput(
          digests(8, () => ({ files: [touch('src/auth.py', 3, 2, 1, 2, 11)] })),
          { files: [file('src/auth.py', 412)] },
        ),
    },
    quiet: {
      says: 'as many edits of a file of 80 lines',
      input: () =>
        exampleInput(
          digests(8, () => ({ files: [touch('src/auth.py', 3, 2, 1, 2, 11)] })),
          { files: [file('src/auth.py', 80)] },
        ),
    },
  },
});
