import { digests, exampleInput, instruction } from '../example.ts';
import { estimated, fact, newestEnd, perWeek, tokensOfBytes } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { skillUses } from '../skills.ts';
import { ageMs, noticedBy } from '../visible.ts';

const DAY = 86_400_000;
const SESSIONS = 20;
const DAYS_OLD = 60;

export default defineRetroRule({
  name: 'unused-skill',
  title: 'A skill that nobody used',
  trigger: `A skill that did not fire in ${SESSIONS} or more sessions of 30 days by tools that offer it and note its use, and whose last commit is more than ${DAYS_OLD} days old.`,
  why: 'Its description stands in the context of every session, and makes the choice among the others harder.',
  saving: 'A quarter of the bytes of its description, for each session.',
  category: 'quick',
  impact: 500,
  effort_minutes: 5,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const used = new Set(skillUses(input.month).map(({ name }) => name));
    for (const file of input.facts?.instructions ?? []) {
      if (file.kind !== 'skill') continue;
      const tools = noticedBy(file);
      const could = input.month.filter(({ harness }) => tools.includes(harness));
      if (could.length < SESSIONS) continue;
      looked.add(`skill:${file.name}`);
      const age = ageMs(file, input);
      if (used.has(file.name) || age === null || age <= DAYS_OLD * DAY) continue;
      const folder = file.path.replace(/\/SKILL\.md$/, '');
      findings.push({
        subject: `skill:${file.name}`,
        title: `skill ${file.name} did not fire in ${could.length} sessions of ${input.monthDays} days`,
        evidence: [
          fact(`0 uses in ${could.length} sessions that could have used it`, could.length, 0),
          fact(
            `${file.path}: ${file.bytes} bytes, last changed ${file.changed!.slice(0, 10)}; ${file.standing} bytes of it stand in every session`,
            1,
            file.bytes,
          ),
        ],
        apply: [`Archive ${folder} (\`ka bets apply\` moves it to .kaizen/archive/${folder}).`],
        confidence: could.length >= 2 * SESSIONS ? 'high' : 'medium',
        saving: estimated(perWeek(could.length, input.monthDays) * tokensOfBytes(file.standing)),
        seen: newestEnd(could),
        edit: { kind: 'archive', path: folder },
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'not used in 24 sessions, unchanged since June',
      input: () =>
        exampleInput(digests(24), { instructions: [instruction('skill', '.claude/skills/deploy/SKILL.md')] }),
    },
    quiet: {
      says: 'used once',
      input: () =>
        exampleInput(
          digests(24, (i) => ({ skills: i === 3 ? [{ name: 'deploy', fired: 1, contributed: 1 }] : [] })),
          { instructions: [instruction('skill', '.claude/skills/deploy/SKILL.md')] },
        ),
    },
  },
});
