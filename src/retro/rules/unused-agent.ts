import { mapName } from '../../store/names.ts';
import { digests, exampleDigest, exampleInput, instruction } from '../example.ts';
import { estimated, fact, newestEnd, perWeek, tokensOfBytes } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { ageMs, seenBy } from '../visible.ts';

const DAY = 86_400_000;
const SESSIONS = 20;
const DAYS_OLD = 60;

export default defineRetroRule({
  name: 'unused-agent',
  title: 'An agent that never ran',
  trigger: `An agent definition that no run among those of ${SESSIONS} or more sessions in 30 days used, and whose last commit is more than ${DAYS_OLD} days old.`,
  why: 'Its description stands in the context of every session that may delegate, and its file must be kept true.',
  saving: 'A quarter of the bytes of its name and description, for each session of a tool that offers it.',
  category: 'quick',
  impact: 300,
  effort_minutes: 5,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const ran = new Set(input.month.flatMap(({ runs }) => runs.map(({ agent }) => agent.toLowerCase())));
    if (input.month.length < SESSIONS) return { findings, tests: [], judged: () => false };
    for (const file of input.facts?.instructions ?? []) {
      if (file.kind !== 'agent') continue;
      const name = mapName(file.name);
      looked.add(`${name}/unused`);
      const age = ageMs(file, input);
      if (ran.has(name.toLowerCase()) || age === null || age <= DAYS_OLD * DAY) continue;
      const tools = seenBy(file);
      const offered = input.month.filter(({ harness }) => tools.includes(harness)).length;
      findings.push({
        subject: `${name}/unused`,
        title: `agent ${file.name} ran in none of ${input.month.length} sessions of ${input.monthDays} days`,
        evidence: [
          fact(`0 runs in ${input.month.length} sessions`, input.month.length, 0),
          fact(`${file.path}: ${file.bytes} bytes, last changed ${file.changed!.slice(0, 10)}`, 1, file.bytes),
        ],
        apply: [
          `Archive ${file.path} (\`ka bets apply\` moves it to .kaizen/archive/${file.path}), or say in its description when to call it.`,
        ],
        confidence: 'medium',
        saving: offered === 0 ? null : estimated(perWeek(offered, input.monthDays) * tokensOfBytes(file.standing)),
        seen: newestEnd(input.month),
        edit: { kind: 'archive', path: file.path },
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'no run of it in 24 sessions',
      input: () =>
        exampleInput(digests(24), {
          instructions: [instruction('agent', '.claude/agents/porter.md', { name: 'porter' })],
        }),
    },
    quiet: {
      says: 'it ran as a subagent once',
      input: () =>
        exampleInput(
          [
            ...digests(24),
            exampleDigest(3, {
              id: 'claude:00000003/a1',
              session_id: '00000003/a1',
              parent: 'claude:00000003',
              agent: 'porter',
            }),
          ],
          { instructions: [instruction('agent', '.claude/agents/porter.md', { name: 'porter' })] },
        ),
    },
  },
});
