import { count } from '../../lib/count.ts';
import { fisher } from '../../stats/fisher.ts';
import { digests, exampleInput, file, touch } from '../example.ts';
import {
  addUnder,
  estimated,
  fact,
  factsOf,
  nameSessions,
  newestEnd,
  perWeek,
  readTokens,
  usesOf,
} from '../measures.ts';
import { defineRetroRule, type Finding, type RetroInput, type Test } from '../rule.ts';
import { filesOf, type Session } from '../session.ts';

const TOGETHER = 3;
const SESSIONS = 8;
/** Of the sessions that edit the rarer of the two. */
const SHARE = 0.6;
/** Pairs grow with the square of a session's files: one that edits more is a sweep. */
const MOST_FILES = 40;

const topOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');
const stemOf = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/(\.(test|spec|stories|d))?\.\w+$/, '')
    .replace(/^test_|_test$/, '');

/** Sessions by pairs of code files in different top folders that they edited; a test and what it tests are no pair. */
function pairsOf(input: RetroInput): Map<string, Session[]> {
  const found = new Map<string, Session[]>();
  const bySession = new Map<Session, string[]>();
  // In the order of paths, so that each session's own list is in order too.
  for (const [path, uses] of usesOf(input.month)) {
    if (factsOf(input, path)?.complexity == null) continue;
    for (const { session, edits } of uses) if (edits > 0) addUnder(bySession, session, path);
  }
  for (const session of input.month) {
    const edited = bySession.get(session) ?? [];
    if (edited.length > MOST_FILES) continue;
    edited.forEach((a, at) => {
      for (const b of edited.slice(at + 1)) {
        if (topOf(a) === topOf(b) || stemOf(a) === stemOf(b)) continue;
        const key = `${a}|${b}`;
        addUnder(found, key, session);
      }
    });
  }
  return found;
}

export default defineRetroRule({
  name: 'hidden-coupling',
  title: 'Two files that change together, far from each other',
  trigger: `Two code files in different top folders that ${TOGETHER} or more sessions of 30 days edited together, which is at least 60 % of the sessions that edited the rarer one, more often than chance would have it (Fisher’s exact test; from ${SESSIONS} sessions on). A test and what it tests do not count.`,
  why: 'Who changes one must know of the other; an agent that does not know finds out late.',
  saving: 'One read of the smaller file for each session that needed both, at a quarter of its bytes.',
  category: 'investigate',
  impact: 10_000,
  effort_minutes: 120,
  find(input) {
    const findings: Finding[] = [];
    const tests: Test[] = [];
    const looked = new Set<string>();
    const uses = usesOf(input.month);
    const editors = (path: string): number => (uses.get(path) ?? []).filter((use) => use.edits > 0).length;
    const n = input.month.length;
    if (n < SESSIONS) return { findings, tests, judged: () => false };
    for (const [key, sessions] of [...pairsOf(input)].sort(([x], [y]) => (x < y ? -1 : 1))) {
      const both = sessions.length;
      const [a, b] = key.split('|') as [string, string];
      const [ofA, ofB] = [editors(a), editors(b)];
      if (both < TOGETHER || ofA === n) continue;
      const subject = `files:${key}`;
      looked.add(subject);
      tests.push({ subject, p: fisher([both, ofA], [ofB - both, n - ofA]) });
      if (both < SHARE * Math.min(ofA, ofB) || both * n <= ofA * ofB) continue;
      const commits = input.facts!.co_changes.find((pair) => pair.a === a && pair.b === b)?.n ?? 0;
      const smaller = [a, b].map((path) => readTokens(factsOf(input, path)!)).sort((x, y) => x - y)[0]!;
      findings.push({
        subject,
        title: `${a} and ${b} were edited together in ${both} of ${Math.min(ofA, ofB)} sessions`,
        evidence: [
          fact(
            `together in ${nameSessions(
              sessions.map((session) => ({ session })),
              ({ session }) => filesOf(session).get(a)!.edits + filesOf(session).get(b)!.edits,
              ({ session }) => `${filesOf(session).get(a)!.edits} and ${count(filesOf(session).get(b)!.edits, 'edit')}`,
            )}; of ${n} sessions ${ofA} edited the one, ${ofB} the other`,
            n,
            both / Math.min(ofA, ofB),
          ),
          fact(`${count(commits, 'commit')} of the last 90 days touch both`, 1, commits),
        ],
        apply: [
          `Put what both know into one place (a module that ${topOf(a)}/ and ${topOf(b)}/ import), or generate one from the other.`,
          `Until then say in the rules: who changes ${a} looks at ${b}.`,
        ],
        confidence: 'medium',
        saving: estimated(perWeek(both, input.monthDays) * smaller),
        seen: newestEnd(sessions),
      });
    }
    return { findings, tests, judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'the client changes whenever the schema does',
      input: () =>
        exampleInput(
          digests(20, (i) => ({
            files: i < 7 ? [touch('api/schema.ts', 1, 1), touch('web/client.ts', 1, 1)] : [touch('web/page.ts', 1, 1)],
          })),
          { files: [file('api/schema.ts', 200), file('web/client.ts', 300), file('web/page.ts', 100)] },
        ),
    },
    quiet: {
      says: 'each is edited in sessions of its own',
      input: () =>
        exampleInput(
          digests(20, (i) => ({ files: [touch(i % 2 === 0 ? 'api/schema.ts' : 'web/client.ts', 1, 1)] })),
          { files: [file('api/schema.ts', 200), file('web/client.ts', 300)] },
        ),
    },
  },
});
