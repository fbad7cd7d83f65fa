import { count } from '../../lib/count.ts';
import { digests, exampleInput, instruction } from '../example.ts';
import { estimated, fact, newestEnd, perWeek, sum, tokensOfBytes } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { seenBy } from '../visible.ts';

const TOKENS = 6000;
const PARTS = 25;
const SESSIONS = 5;

export default defineRetroRule({
  name: 'instruction-surface',
  title: 'Too much stands in every context',
  trigger: `Instruction files, rules without globs and the descriptions of skills and agents that one coding tool puts into each session: ${TOKENS} tokens or more, or ${PARTS} skills, rules and agents or more; with ${SESSIONS} or more sessions of that tool in the window.`,
  why: 'Each session begins by reading them, each turn carries them, and the more they are the less each is followed.',
  saving: `What stands there beyond ${TOKENS / 2} tokens (a quarter of the bytes), once for each session.`,
  category: 'quick',
  impact: 10_000,
  effort_minutes: 50,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const tools = [...new Set(input.sessions.map(({ harness }) => harness))].sort();
    for (const harness of input.facts === null ? [] : tools) {
      const sessions = input.sessions.filter((session) => session.harness === harness);
      if (sessions.length < SESSIONS) continue;
      const subject = `instructions:${harness}`;
      looked.add(subject);
      const files = input.facts!.instructions.filter((file) => file.standing > 0 && seenBy(file).includes(harness));
      const parts = files.filter(({ kind }) => kind !== 'instructions').length;
      const total = tokensOfBytes(sum(files, ({ standing }) => standing));
      if (total < TOKENS && parts < PARTS) continue;
      const largest = [...files].sort((a, b) => b.standing - a.standing || (a.path < b.path ? -1 : 1)).slice(0, 4);
      findings.push({
        subject,
        title: `${harness} reads about ${total} tokens of instructions in each session, from ${count(files.length, 'file')}`,
        evidence: [
          fact(
            `largest: ${largest.map(({ path, standing }) => `${path} (${standing} bytes)`).join(', ')}`,
            files.length,
            total,
          ),
          fact(`${parts} skills, rules and agents; ${sessions.length} sessions in the window`, sessions.length, parts),
        ],
        apply: [
          `${largest[0]!.path}: keep what every task needs; move the rest into files that are read on demand (docs, skills, rules with globs).`,
          'Archive skills and agents that nobody used: `ka retro --all` names them.',
        ],
        confidence: 'medium',
        saving: estimated(perWeek(sessions.length, input.days) * Math.max(0, total - TOKENS / 2)),
        seen: newestEnd(sessions),
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'a CLAUDE.md of 40 KB',
      input: () =>
        exampleInput(digests(8), {
          instructions: [instruction('instructions', 'CLAUDE.md', { bytes: 40_000, standing: 40_000 })],
        }),
    },
    quiet: {
      says: 'a CLAUDE.md of 4 KB',
      input: () =>
        exampleInput(digests(8), {
          instructions: [instruction('instructions', 'CLAUDE.md', { bytes: 4000, standing: 4000 })],
        }),
    },
  },
});
