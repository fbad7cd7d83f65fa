import { digests, exampleInput } from '../example.ts';
import { addUnder, fact, nameSessions, newestEnd, sum, timesEach, tokensPerCall } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import type { Session } from '../session.ts';
import { ruleFile } from '../visible.ts';

const SESSIONS = 5;
const COMMANDS = 3;
const MOST = 5;
/** Of the sessions that run the rarest of them. */
const SHARE = 0.6;
/** Only the commands of most sessions are combined: subsets grow fast. */
const CANDIDATES = 14;
/** Looking around is no routine. */
const LOOKING =
  /^(ls|cat|cd|echo|grep|rg|find|head|tail|sed|awk|wc|pwd|which|sort|uniq|xargs|tree|stat|file|mkdir|rm|cp|mv|touch|chmod|curl|sleep|ps|kill|printf|test|true|jq|diff|python|python3|node|bash|sh|git (status|diff|log|show|branch|add|fetch|pull|stash|checkout|switch|rev-parse|ls-files))$/;

/** Calls something for each command that went well in a session; for one of several runs more than once. */
function eachCommand({ runs }: Session, take: (sig: string) => void): void {
  for (const { commands } of runs) for (const { sig, runs: n, errors } of commands) if (n > (errors ?? 0)) take(sig);
}

interface Routine {
  commands: string[];
  sessions: Session[];
}

/** The sets of commands that enough sessions run all of, none of which is a part of a larger one as frequent. */
function routines(month: readonly Session[]): Routine[] {
  const counts = new Map<string, { n: number; last: Session }>();
  for (const session of month) {
    eachCommand(session, (sig) => {
      const known = counts.get(sig);
      if (!known) counts.set(sig, { n: 1, last: session });
      else if (known.last !== session) {
        known.n++;
        known.last = session;
      }
    });
  }
  const candidates = [...counts]
    .map(([sig, { n }]): [string, number] => [sig, n])
    .filter(([sig, n]) => n >= SESSIONS && !LOOKING.test(sig))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, CANDIDATES)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // Sessions by which of the candidates they ran, a bit for each: there are few kinds of them.
  const bits = new Map(candidates.map(([sig], at) => [sig, 1 << at]));
  const kinds = new Map<number, Session[]>();
  for (const session of month) {
    let mask = 0;
    eachCommand(session, (sig) => {
      mask |= bits.get(sig) ?? 0;
    });
    addUnder(kinds, mask, session);
  }
  const found: Routine[] = [];
  const grow = (from: number, mask: number, commands: string[], rarest: number): void => {
    const sessions = [...kinds].filter(([kind]) => (kind & mask) === mask);
    const n = sum(sessions, ([, own]) => own.length);
    if (n < SESSIONS) return;
    if (commands.length >= COMMANDS && n >= SHARE * rarest)
      found.push({ commands, sessions: sessions.flatMap(([, own]) => own) });
    if (commands.length === MOST) return;
    for (let at = from; at < candidates.length; at++)
      grow(at + 1, mask | (1 << at), [...commands, candidates[at]![0]], Math.min(rarest, candidates[at]![1]));
  };
  grow(0, 0, [], Number.POSITIVE_INFINITY);
  const weight = ({ commands, sessions }: Routine): number => (commands.length - 1) * sessions.length;
  found.sort((a, b) => weight(b) - weight(a) || (a.commands.join() < b.commands.join() ? -1 : 1));
  const kept: Routine[] = [];
  // What shares two commands with a better one is the same routine, said less well.
  for (const one of found)
    if (!kept.some(({ commands }) => commands.filter((sig) => one.commands.includes(sig)).length > 1)) kept.push(one);
  return kept;
}

export default defineRetroRule({
  name: 'routine-commands',
  title: 'The same commands in session after session',
  trigger: `${COMMANDS} to ${MOST} commands (looking around aside) that ${SESSIONS} or more sessions of 30 days ran all of with success, which is 60 % or more of those that ran the rarest of them. Digests keep which commands ran, not in which order.`,
  why: 'What is done every time belongs into a script or a skill: one call instead of several, and none forgotten.',
  saving: 'All but one of these calls for each session, at the mean tokens of a tool call there.',
  missing: `${2 * SESSIONS} sessions that ran all of them`,
  category: 'quick',
  impact: 8000,
  effort_minutes: 25,
  find(input) {
    const found = routines(input.month);
    const findings = found.slice(0, 3).map(({ commands, sessions: unsorted }): Finding => {
      const sessions = [...unsorted].sort((a, b) =>
        a.ended < b.ended || (a.ended === b.ended && a.id < b.id) ? -1 : 1,
      );
      const rules = ruleFile(input);
      return {
        subject: `commands:${commands.join('+')}`,
        title: `make a script of ${commands.map((sig) => `\`${sig}\``).join(', ')}: ${sessions.length} sessions ran all of them`,
        evidence: [
          fact(
            `all of them in ${nameSessions(
              sessions.map((session) => ({ session })),
              ({ session }) => session.tool_calls,
              ({ session }) => `ended ${session.ended.slice(0, 10)}`,
            )} of ${input.month.length} sessions in ${input.monthDays} days`,
            input.month.length,
            sessions.length / input.month.length,
          ),
        ],
        apply: [
          `Make one script of them (the order stands in \`ka sessions tree ${sessions.at(-1)!.name}\`), or a skill if something must be decided between them.`,
          `${rules}: name the script and when to run it.`,
        ],
        confidence: sessions.length >= 2 * SESSIONS ? 'medium' : 'low',
        saving: timesEach((commands.length - 1) * sessions.length, tokensPerCall(sessions), input.monthDays),
        seen: newestEnd(sessions),
      };
    });
    return {
      findings,
      tests: [],
      judged: (subject) =>
        subject
          .slice('commands:'.length)
          .split('+')
          .every((sig) =>
            input.month.some(({ runs }) => runs.some(({ commands }) => commands.some((one) => one.sig === sig))),
          ),
    };
  },
  examples: {
    fires: {
      says: 'lint, build and test in seven of eight sessions',
      input: () =>
        exampleInput(
          digests(8, (i) => ({
            commands: ['npm run', 'tsc', 'vitest'].map((sig) => ({ sig, runs: i === 7 ? 0 : 2, errors: 0 })),
          })),
        ),
    },
    quiet: {
      says: 'other commands in each session',
      input: () =>
        exampleInput(
          digests(9, (i) => ({
            commands: [['npm run', 'tsc', 'vitest'][i % 3]!].map((sig) => ({ sig, runs: 2, errors: 0 })),
          })),
        ),
    },
  },
});
