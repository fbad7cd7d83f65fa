import { percent } from '../../metrics/optimizer/say.ts';
import { atMost } from '../../stats/binomial.ts';
import { wilson95 } from '../../stats/wilson.ts';
import { digests, exampleInput, instruction } from '../example.ts';
import { estimated, fact, nameSessions, newestEnd, perWeek, tokensOfBytes } from '../measures.ts';
import { defineRetroRule, type Finding, type Test } from '../rule.ts';
import { type SkillUse, skillUses } from '../skills.ts';

const FIRED = 5;
const SHARE = 0.2;
/** A skill that is worth its place contributes at least every second time. */
const WORTH = 0.5;

export default defineRetroRule({
  name: 'skill-without-effect',
  title: 'A skill fires and contributes nothing',
  trigger: `A skill of this repository that fired ${FIRED} times or more in 30 days and contributed at most ${percent(SHARE)} of them: no tool call that worked followed it in its turn. Tested against ${percent(WORTH)} (exact binomial test).`,
  why: 'Each time it fires its text enters the context, and then nothing comes of it.',
  saving: 'Times that it contributed nothing, at a quarter of its bytes.',
  category: 'investigate',
  impact: 5000,
  effort_minutes: 20,
  find(input) {
    const findings: Finding[] = [];
    const tests: Test[] = [];
    const looked = new Set<string>();
    for (const { name, fired, contributed, uses } of skillUses(input.month)) {
      const file = input.facts?.instructions.find((one) => one.kind === 'skill' && one.name === name);
      if (!file || fired < FIRED) continue;
      const subject = `skill:${name}`;
      looked.add(subject);
      tests.push({ subject, p: atMost(contributed, fired, WORTH) });
      if (contributed > SHARE * fired) continue;
      const interval = wilson95(contributed, fired);
      findings.push({
        subject,
        title: `skill ${name} fired ${fired} times in ${input.monthDays} days and contributed ${contributed}`,
        evidence: [
          {
            text: `contributed ${contributed} of ${fired} times, ${percent(contributed / fired)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`,
            n: fired,
            value: contributed / fired,
            interval,
          },
          fact(
            `fired in ${nameSessions<SkillUse>(
              uses,
              (use) => use.fired,
              (use) => `${use.fired} times, ${use.contributed} of use`,
            )}`,
            uses.length,
            uses.length,
          ),
          fact(`${file.path} has ${file.bytes} bytes, about ${tokensOfBytes(file.bytes)} tokens`, 1, file.bytes),
        ],
        apply: [
          `${file.path}: narrow its description to the cases in which it should fire.`,
          `If it helps in none: archive it (\`ka bets apply\` moves it out of the tools' sight).`,
        ],
        confidence: 'medium',
        saving: estimated(perWeek(fired - contributed, input.monthDays) * tokensOfBytes(file.bytes)),
        seen: newestEnd(uses.map(({ session }) => session)),
        edit: { kind: 'archive', path: file.path.replace(/\/SKILL\.md$/, '') },
      });
    }
    return { findings, tests, judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'fired nine times, of use once',
      input: () =>
        exampleInput(
          digests(9, (i) => ({ skills: [{ name: 'review', fired: 1, contributed: i === 4 ? 1 : 0 }] })),
          { instructions: [instruction('skill', '.claude/skills/review/SKILL.md')] },
        ),
    },
    quiet: {
      says: 'fired nine times, of use six times',
      input: () =>
        exampleInput(
          digests(9, (i) => ({ skills: [{ name: 'review', fired: 1, contributed: i % 3 === 0 ? 0 : 1 }] })),
          { instructions: [instruction('skill', '.claude/skills/review/SKILL.md')] },
        ),
    },
  },
});
