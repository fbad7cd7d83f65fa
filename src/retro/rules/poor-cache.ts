import { percent } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput, tokens } from '../example.ts';
import { fact, measured, nameSessions, newestEnd, perWeek, sum } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import type { Session } from '../session.ts';

const REPLIES = 5;
const SESSIONS = 5;
const TOKENS = 200_000;
const SHARE = 0.5;
/** A token read from the cache costs about a tenth of a fresh one. */
const SAVED = 0.9;

/** Tokens that came into a session's runs, and those of them that came from the cache; null where a class is unknown. */
function inputOf({ runs }: Session): { all: number; cached: number } | null {
  let [all, cached] = [0, 0];
  for (const { tokens: own } of runs) {
    if (own === null) continue;
    if (own.input === null || own.cache_read === null) return null;
    all += own.input + own.cache_read + (own.cache_write ?? 0);
    cached += own.cache_read;
  }
  return all === 0 ? null : { all, cached };
}

export default defineRetroRule({
  name: 'poor-cache',
  title: 'The prompt cache is hardly used',
  trigger: `${SESSIONS} or more sessions of one coding tool with ${REPLIES} or more replies and ${TOKENS} or more input tokens together, less than ${percent(SHARE)} of which were read from the cache.`,
  why: 'What is sent again with every turn costs a tenth if its beginning stays the same.',
  saving: `Input tokens that a share of ${percent(SHARE)} would have read from the cache, at nine tenths of their price.`,
  category: 'investigate',
  impact: 30_000,
  effort_minutes: 45,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const tools = [...new Set(input.sessions.map(({ harness }) => harness))].sort();
    for (const harness of tools) {
      const known = input.sessions.flatMap((session) => {
        const own = inputOf(session);
        const long = sum(session.runs, (run) => run.assistant_messages) >= REPLIES;
        return session.harness === harness && long && own ? [{ session, ...own }] : [];
      });
      const all = sum(known, (one) => one.all);
      if (known.length < SESSIONS || all < TOKENS) continue;
      looked.add(`cache:${harness}`);
      const share = sum(known, (one) => one.cached) / all;
      if (share >= SHARE) continue;
      findings.push({
        subject: `cache:${harness}`,
        title: `${harness} read ${percent(share)} of its input from the cache`,
        evidence: [
          fact(
            `${percent(share)} of ${all} input tokens in ${known.length} sessions came from the cache`,
            known.length,
            share,
          ),
          fact(
            `most uncached: ${nameSessions(
              known,
              (one) => one.all - one.cached,
              (one) => `${percent(one.cached / one.all)} of ${one.all}`,
            )}`,
            known.length,
          ),
        ],
        apply: [
          'Keep what stands at the beginning of the prompt unchanged within a session: tools, MCP servers, instruction files, the model.',
          'Avoid long pauses within a session: caches are kept for minutes.',
        ],
        confidence: 'medium',
        saving: measured(perWeek((SHARE - share) * all * SAVED, input.days)),
        seen: newestEnd(known.map(({ session }) => session)),
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'a tenth of the input comes from the cache',
      input: () => exampleInput(digests(6, () => ({ tokens: tokens(90_000, 2000, 10_000, 0) }))),
    },
    quiet: { says: 'nine tenths do', input: () => exampleInput(digests(6)) },
  },
});
