import { count } from '../../lib/count.ts';
import { percent } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, nameSessions, newestEnd, sum } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import type { Session } from '../session.ts';
import { toolUses } from '../tools.ts';

const CALLS = 20;
const SESSIONS = 3;
const SHARE = 0.12;

/** `mcp__server__tool` (Claude Code, Codex), `mcp_server_tool` (others). */
const serverOf = (tool: string): string | null =>
  (/^mcp__(.+?)__/.exec(tool) ?? /^mcp_([^_]+)_/.exec(tool))?.[1] ?? null;

export default defineRetroRule({
  name: 'mcp-load',
  title: 'An MCP server that takes much of the work',
  trigger: `An MCP server whose tools make ${percent(SHARE)} or more of all tool calls, ${CALLS} or more in ${SESSIONS} or more sessions.`,
  why: 'The descriptions of its tools stand in every context, and its answers are often larger than what is needed.',
  saving: 'Not told by the sessions; ranked by what a typical case saves.',
  missing: 'how large its answers are: sessions do not tell',
  category: 'investigate',
  impact: 5000,
  effort_minutes: 30,
  find(input) {
    const tools = toolUses(input.sessions);
    const all = sum(tools, ({ calls }) => calls);
    const servers = new Map<string, Map<Session, number>>();
    for (const { name, uses } of tools) {
      const server = serverOf(name);
      if (server === null) continue;
      const own = servers.get(server) ?? new Map<Session, number>();
      for (const { session, calls } of uses) own.set(session, (own.get(session) ?? 0) + calls);
      servers.set(server, own);
    }
    const findings: Finding[] = [];
    for (const [server, bySession] of [...servers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const uses = [...bySession].map(([session, calls]) => ({ session, calls }));
      const calls = sum(uses, (use) => use.calls);
      if (calls < CALLS || uses.length < SESSIONS || calls < SHARE * all) continue;
      findings.push({
        subject: `mcp:${server}`,
        title: `MCP server ${server} makes ${percent(calls / all)} of all tool calls`,
        evidence: [
          fact(
            `${calls} of ${count(all, 'call')}, most in ${nameSessions(
              uses,
              (use) => use.calls,
              (use) => `${count(use.calls, 'call')}`,
            )}`,
            all,
            calls / all,
          ),
        ],
        apply: [
          `Ask ${server} for less at a time (filters, fields, pages), or keep what it answers in a file that is read instead.`,
          'Where it is used for one thing only, a script does that with less context.',
        ],
        confidence: 'low',
        saving: null,
        seen: newestEnd(uses.map(({ session }) => session)),
      });
    }
    return { findings, tests: [], judged: (subject) => servers.has(subject.slice('mcp:'.length)) };
  },
  examples: {
    fires: {
      says: 'a third of the calls go to one server',
      input: () =>
        exampleInput(
          digests(4, () => ({
            tools: [
              { name: 'mcp__tracker__search', calls: 8, errors: 0, p50_ms: 200, p95_ms: 900 },
              { name: 'Read', calls: 16, errors: 0, p50_ms: 5, p95_ms: 9 },
            ],
          })),
        ),
    },
    quiet: {
      says: 'one call in each session',
      input: () =>
        exampleInput(
          digests(4, () => ({
            tools: [
              { name: 'mcp__tracker__search', calls: 1, errors: 0, p50_ms: 200, p95_ms: 900 },
              { name: 'Read', calls: 30, errors: 0, p50_ms: 5, p95_ms: 9 },
            ],
          })),
        ),
    },
  },
});
