import { count } from '../../lib/count.ts';
import { digests, exampleInput, file, touch } from '../example.ts';
import {
  estimated,
  fact,
  factsOf,
  largest,
  nameSessions,
  newestEnd,
  perWeek,
  readTokens,
  sum,
  usesOf,
} from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { ruleFile } from '../visible.ts';

/** Reads without a change in between, beyond the first: in one session, or in all of them together. */
const IN_ONE = 3;
const IN_ALL = 6;

export default defineRetroRule({
  name: 'read-again',
  title: 'A file is read again and again without change',
  trigger: `A file that one session reads ${IN_ONE + 1} times or more without editing it in between, or all together ${IN_ALL} times more than needed. Sessions that were compacted do not count: they had to.`,
  why: 'What was read stands in the context already; each further read pays for it once more, and for every turn after it.',
  saving: 'Each read beyond the first, at a quarter of the file’s bytes (at most 2,000 lines).',
  category: 'quick',
  impact: 15_000,
  effort_minutes: 10,
  find(input) {
    const findings: Finding[] = [];
    const byPath = usesOf(input.sessions);
    for (const [path, all] of byPath) {
      const again = all.filter(
        ({ session, rereads }) => rereads > 0 && session.runs.every(({ compactions }) => compactions === 0),
      );
      const total = sum(again, (use) => use.rereads);
      const most = largest(again, (use) => use.rereads);
      if (most < IN_ONE && total < IN_ALL) continue;
      const facts = factsOf(input, path);
      const rules = ruleFile(input);
      const size = facts?.lines == null ? '' : ` (${facts.lines} lines)`;
      const line = `- \`${path}\`${size}: read the part that you need once; read it again only after it changed.`;
      findings.push({
        subject: `file:${path}`,
        title: `${path} was read ${total} times more than needed in ${count(again.length, 'session')}, up to ${most + 1} times in one`,
        evidence: [
          fact(
            `read again without an edit in between: ${nameSessions(
              again,
              (use) => use.rereads,
              (use) => `${count(use.reads, 'read')}, ${use.rereads} again, ${count(use.edits, 'edit')}`,
            )}`,
            again.length,
            total,
          ),
          ...(facts
            ? [
                fact(
                  `${facts.bytes} bytes at ${input.facts!.commit.slice(0, 12)}: about ${readTokens(facts)} tokens a read`,
                  1,
                  facts.bytes,
                ),
              ]
            : []),
        ],
        apply: [`${rules}: add "${line}"`, `Or put what is looked up in ${path} into ${rules} in a line or two.`],
        confidence: again.length >= 3 ? 'high' : 'medium',
        saving: facts ? estimated(perWeek(total, input.days) * readTokens(facts)) : null,
        seen: newestEnd(again.map(({ session }) => session)),
        edit: { kind: 'add-line', path: rules, line },
      });
    }
    return {
      findings,
      tests: [],
      judged: (subject) => byPath.get(subject.slice('file:'.length))?.some((use) => use.reads > 1) === true,
    };
  },
  examples: {
    fires: {
      says: 'one session reads the schema five times',
      input: () =>
        exampleInput(
          digests(3, (i) => ({ files: [touch('schema.sql', i === 0 ? 5 : 1, 0, i === 0 ? 4 : 0)] })),
          {
            files: [file('schema.sql', 900)],
          },
        ),
    },
    quiet: {
      says: 'each read follows an edit',
      input: () =>
        exampleInput(
          digests(3, () => ({ files: [touch('schema.sql', 5, 4, 0)] })),
          { files: [file('schema.sql', 900)] },
        ),
    },
  },
});
