import { count } from '../../lib/count.ts';
import { digests, exampleInput, instruction } from '../example.ts';
import type { InstructionFile, Prohibition } from '../facts/contract.ts';
import { namesCommand, namesPath } from '../facts/prohibitions.ts';
import { fact, nameSessions, newestEnd, sum, timesEach, tokensPerCall } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { filesOf, type Session } from '../session.ts';

const TIMES = 3;
const SESSIONS = 2;

/** How often a session did what a rule forbids. */
function breaks({ what, pattern }: Prohibition, session: Session): number {
  if (what === 'command') {
    return sum(session.runs, ({ commands }) =>
      sum(commands, ({ sig, runs }) => (namesCommand(pattern, sig) ? runs : 0)),
    );
  }
  return sum([...filesOf(session).values()], ({ path, edits }) => (namesPath(pattern, path) ? edits : 0));
}

/** Only what holds for the whole repository: a file in a folder speaks of that folder. */
const holdsEverywhere = ({ kind, path, scope }: InstructionFile): boolean =>
  scope.length === 0 && (kind === 'rule' || !path.includes('/') || path.startsWith('.github/'));

export default defineRetroRule({
  name: 'ignored-rule',
  title: 'A rule is ignored',
  trigger: `What an instruction file forbids in words that a program can check (never run \`x\`, use \`y\` instead of \`x\`, do not edit \`path\`) was done ${TIMES} times or in ${SESSIONS} sessions in 30 days. Only sessions that began after the file’s last commit count, and only commands of one or two words.`,
  why: 'A rule that is not followed costs context and gives false comfort.',
  saving: 'Each violation, at the mean tokens of a tool call in these sessions.',
  category: 'investigate',
  impact: 3000,
  effort_minutes: 10,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    for (const file of (input.facts?.instructions ?? []).filter(holdsEverywhere)) {
      const { changed } = file;
      if (changed === null) continue;
      const after = input.month.filter(({ started }) => started >= changed);
      for (const rule of file.prohibitions) {
        const subject = `rule:${file.path}#${rule.pattern}`;
        if (after.length >= SESSIONS) looked.add(subject);
        const broken = after
          .map((session) => ({ session, times: breaks(rule, session) }))
          .filter(({ times }) => times > 0);
        const times = sum(broken, (one) => one.times);
        if (times < TIMES && broken.length < SESSIONS) continue;
        const sessions = broken.map(({ session }) => session);
        const done = rule.what === 'command' ? `ran \`${rule.pattern}\`` : `edited ${rule.pattern}`;
        findings.push({
          subject,
          title: `${file.path}:${rule.line} is ignored: sessions ${done} ${count(times, 'time')}`,
          evidence: [
            fact(
              `${done} in ${nameSessions(
                broken,
                (one) => one.times,
                (one) => count(one.times, 'time'),
              )} of ${after.length} sessions since the file’s last commit on ${changed.slice(0, 10)}`,
              after.length,
              broken.length,
            ),
          ],
          apply: [
            `${file.path}:${rule.line}: say it first and say why${rule.instead === null ? '' : `, with \`${rule.instead}\` as what to run`}; or take it out if it no longer holds.`,
            rule.what === 'command'
              ? `Or make it hold: deny \`${rule.pattern}\` in the tool’s permissions (Claude Code: permissions.deny in .claude/settings.json, "Bash(${rule.pattern}:*)").`
              : `Or make it hold: deny edits of ${rule.pattern} in the tool’s permissions (Claude Code: permissions.deny in .claude/settings.json, "Edit(${rule.pattern})").`,
          ],
          confidence: broken.length >= 3 ? 'high' : 'medium',
          saving: timesEach(times, tokensPerCall(sessions), input.monthDays),
          seen: newestEnd(sessions),
        });
      }
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'AGENTS.md says to use pnpm, and three sessions ran npm',
      input: () =>
        exampleInput(
          digests(6, (i) => ({ commands: i < 3 ? [{ sig: 'npm install', runs: 1, errors: 0 }] : [] })),
          {
            instructions: [
              instruction('instructions', 'AGENTS.md', {
                prohibitions: [{ line: 4, what: 'command', pattern: 'npm', instead: 'pnpm' }],
              }),
            ],
          },
        ),
    },
    quiet: {
      says: 'they ran pnpm',
      input: () =>
        exampleInput(
          digests(6, () => ({ commands: [{ sig: 'pnpm install', runs: 2, errors: 0 }] })),
          {
            instructions: [
              instruction('instructions', 'AGENTS.md', {
                prohibitions: [{ line: 4, what: 'command', pattern: 'npm', instead: 'pnpm' }],
              }),
            ],
          },
        ),
    },
  },
});
