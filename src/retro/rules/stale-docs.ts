import { count } from '../../lib/count.ts';
import { digests, exampleInput, file, touch } from '../example.ts';
import { estimated, fact, factsOf, newestEnd, perWeek, readsFact, readTokens, sum, usesOf } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { filesOf } from '../session.ts';

const DOC = /\.(md|mdx|rst|adoc|txt)$/i;
const SESSIONS = 3;
/** Commits of 90 days on the code that these sessions edited. */
const CHURN = 10;

export default defineRetroRule({
  name: 'stale-docs',
  title: 'Docs that are read and no longer kept',
  trigger: `A document that ${SESSIONS} or more sessions read, without a commit for 90 days, while the code that the same sessions edited had ${CHURN} commits or more in these days. Not in shallow clones, whose history ends too early.`,
  why: 'An agent believes what it reads; what is out of date sends it the wrong way first.',
  saving: 'Half of the reads of it, at a quarter of its bytes; wrong ways come on top and are not counted.',
  missing: 'whether it still holds: only reading it tells',
  category: 'quick',
  impact: 5000,
  effort_minutes: 40,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const instructions = new Set((input.facts?.instructions ?? []).map(({ path }) => path));
    for (const [path, all] of input.facts?.shallow === false ? usesOf(input.sessions) : []) {
      if (!DOC.test(path)) continue;
      const doc = factsOf(input, path);
      const uses = all.filter((use) => use.reads > 0);
      if (instructions.has(path) || path.startsWith('.') || !doc) continue;
      if (uses.length < SESSIONS) continue;
      looked.add(`file:${path}`);
      if (doc.changed !== null || uses.some((use) => use.edits > 0)) continue;
      const edited = new Set(
        uses.flatMap(({ session }) =>
          [...filesOf(session).values()].flatMap((use) =>
            use.edits > 0 && factsOf(input, use.path)?.complexity != null ? [use.path] : [],
          ),
        ),
      );
      const moving = [...edited]
        .map((code) => factsOf(input, code)!)
        .sort((a, b) => b.churn_90d - a.churn_90d || (a.path < b.path ? -1 : 1));
      const commits = sum(moving, ({ churn_90d }) => churn_90d);
      if (commits < CHURN) continue;
      const reads = sum(uses, (use) => use.reads);
      findings.push({
        subject: `file:${path}`,
        title: `${path} is read in ${uses.length} sessions and unchanged for 90 days, while the code beside it changes`,
        evidence: [
          readsFact(uses),
          fact(
            `${count(commits, 'commit')} in 90 days on code that these sessions edited, most on ${moving
              .slice(0, 3)
              .map((one) => `${one.path} (${one.churn_90d})`)
              .join(', ')}`,
            moving.length,
            commits,
          ),
        ],
        apply: [`${path}: check it against ${moving[0]!.path}; mend what no longer holds, or take it out.`],
        confidence: 'low',
        saving: estimated((perWeek(reads, input.days) * readTokens(doc)) / 2),
        seen: newestEnd(uses.map(({ session }) => session)),
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'docs/api.md is read in four sessions, and only the code changes',
      input: () =>
        exampleInput(
          digests(4, () => ({ files: [touch('docs/api.md', 1, 0), touch('src/api.ts', 1, 2)] })),
          {
            files: [
              file('docs/api.md', 300, { complexity: null, changed: null, churn_90d: 0 }),
              file('src/api.ts', 200, { churn_90d: 14 }),
            ],
          },
        ),
    },
    quiet: {
      says: 'it was changed last week',
      input: () =>
        exampleInput(
          digests(4, () => ({ files: [touch('docs/api.md', 1, 0), touch('src/api.ts', 1, 2)] })),
          { files: [file('docs/api.md', 300, { complexity: null }), file('src/api.ts', 200, { churn_90d: 14 })] },
        ),
    },
  },
});
