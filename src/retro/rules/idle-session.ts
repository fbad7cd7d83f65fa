import { digests, exampleInput } from '../example.ts';
import { estimated, fact, nameSessions, newestEnd, perWeek, sum } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';
import type { Session } from '../session.ts';

const SESSIONS = 3;
const HOUR = 3_600_000;

/** Ms between turns; 0 where it is unknown. */
const idle = ({ runs: [main] }: Session): number =>
  main!.turns < 2 || main!.duration_ms === null || main!.working_ms === null
    ? 0
    : Math.max(0, main!.duration_ms - main!.working_ms);

export default defineRetroRule({
  name: 'idle-session',
  title: 'Sessions that lie idle and are taken up again',
  trigger: `${SESSIONS} or more sessions of the window with several turns and an hour or more of idle time between them.`,
  why: 'Caches are kept for minutes up to an hour: who comes back later pays for the whole context anew.',
  saving: 'The largest context of each such session, once.',
  missing: 'what was left in the cache after the pause: sessions do not tell',
  category: 'quick',
  impact: 5000,
  effort_minutes: 10,
  find(input) {
    const lying = input.sessions.filter((session) => idle(session) >= HOUR).map((session) => ({ session }));
    const judged = (): boolean => input.sessions.length >= SESSIONS;
    if (lying.length < SESSIONS) return { findings: [], tests: [], judged };
    const sessions = lying.map(({ session }) => session);
    const tokens = sum(sessions, ({ runs }) => runs[0]!.context_tokens ?? 0);
    const finding = {
      subject: 'sessions:idle',
      title: `${lying.length} of ${input.sessions.length} sessions lay idle for an hour or more and were taken up again`,
      evidence: [
        fact(
          `longest: ${nameSessions(
            lying,
            ({ session }) => idle(session),
            ({ session }) => `${Math.round(idle(session) / HOUR)} h`,
          )}`,
          input.sessions.length,
          lying.length / input.sessions.length,
        ),
      ],
      apply: ['Begin a new session after a long pause, with a sentence on where things stand.'],
      confidence: 'low' as const,
      saving: tokens === 0 ? null : estimated(perWeek(tokens, input.days)),
      seen: newestEnd(sessions),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'four sessions were taken up again after five hours',
      input: () => exampleInput(digests(4, () => ({ duration_ms: 6 * HOUR, working_ms: HOUR }))),
    },
    quiet: {
      says: 'work without long pauses',
      input: () => exampleInput(digests(4, () => ({ duration_ms: HOUR, working_ms: HOUR / 2 }))),
    },
  },
});
