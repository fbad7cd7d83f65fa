import { digests, exampleInput, instruction, touch } from '../example.ts';
import { namesPath } from '../facts/prohibitions.ts';
import { estimated, fact, newestEnd, perWeek, tokensOfBytes, usesOf } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { ageMs, seenBy } from '../visible.ts';

const DAY = 86_400_000;
const SESSIONS = 20;
const DAYS_OLD = 60;

export default defineRetroRule({
  name: 'unused-rule',
  title: 'A rule for files that nobody touches',
  trigger: `A rule file with globs of which no session among ${SESSIONS} or more in 30 days touched a file, and whose last commit is more than ${DAYS_OLD} days old.`,
  why: 'A rule that never applies is one more that people must keep true.',
  saving: 'A quarter of the bytes of its description, for each session; often nothing but the upkeep.',
  category: 'quick',
  impact: 200,
  effort_minutes: 5,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    for (const file of input.facts?.instructions ?? []) {
      if (file.kind !== 'rule' || file.scope.length === 0) continue;
      const tools = seenBy(file);
      const could = input.month.filter(({ harness }) => tools.includes(harness));
      if (could.length < SESSIONS) continue;
      looked.add(`rule:${file.path}`);
      const age = ageMs(file, input);
      const loaded = could.some(({ runs }) => runs.some(({ rules }) => rules.includes(file.path)));
      const applies = [...usesOf(could).keys()].some((path) =>
        file.scope.some((glob) => namesPath(glob.includes('/') ? glob : `**${glob}`, path)),
      );
      if (loaded || applies || age === null || age <= DAYS_OLD * DAY) continue;
      findings.push({
        subject: `rule:${file.path}`,
        title: `rule ${file.path} applied to no file of ${could.length} sessions in ${input.monthDays} days`,
        evidence: [
          fact(`no file among those touched fits ${file.scope.slice(0, 5).join(', ')}`, could.length, 0),
          fact(`${file.bytes} bytes, last changed ${file.changed!.slice(0, 10)}`, 1, file.bytes),
        ],
        apply: [
          `Archive ${file.path} (\`ka bets apply\` moves it to .kaizen/archive/${file.path}), or mend its globs.`,
        ],
        confidence: 'medium',
        saving: estimated(perWeek(could.length, input.monthDays) * tokensOfBytes(file.standing)),
        seen: newestEnd(could),
        edit: { kind: 'archive', path: file.path },
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'a rule for .vue files where only .ts files are touched',
      input: () =>
        exampleInput(
          digests(24, () => ({ harness: 'cursor', files: [touch('src/a.ts', 1, 1)] })),
          { instructions: [instruction('rule', '.cursor/rules/vue.mdc', { scope: ['*.vue'] })] },
        ),
    },
    quiet: {
      says: 'one session touched a .vue file',
      input: () =>
        exampleInput(
          digests(24, (i) => ({ harness: 'cursor', files: [touch(i === 7 ? 'src/a.vue' : 'src/a.ts', 1, 1)] })),
          { instructions: [instruction('rule', '.cursor/rules/vue.mdc', { scope: ['*.vue'] })] },
        ),
    },
  },
});
