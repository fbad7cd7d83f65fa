import { handleHook } from '../sessions/runs/hook.ts';
import { defineCommand, type Output } from './contract.ts';

interface Input {
  harness?: string;
}

export default defineCommand<Input>({
  summary: "take in a coding agent's event on stdin (the hooks that ka init installs call this)",
  description:
    'Whatever happens, it exits with 0 and prints nothing but the answer that the agent expects; problems go to .kaizen/local/hook.log. In a repository without .kaizen it does nothing.',
  positional: ['harness'],
  input: {
    harness: {
      type: 'string',
      description: 'the coding agent that calls: claude, codex, gemini, copilot, cursor, opencode, goose',
    },
  },
  examples: [
    {
      line: `echo '{"session_id":"s1","hook_event_name":"SessionStart","cwd":"."}' | ka hook claude`,
      says: 'prints the brief of the agent as Claude Code expects it, or nothing',
    },
  ],
  run({ harness = '' }, ctx): Output {
    const { text, afterwards } = handleHook(ctx, harness, () => Buffer.from(ctx.stdin()).toString('utf8'));
    return { data: { schema_version: 1 }, text, raw: true, ...(afterwards ? { afterwards } : {}) };
  },
});
