import type { Command } from './contract.ts';

/**
 * What to type first of a group, in that order: each line runs in any repository, an empty one too. An id is known only
 * after one of them has printed it.
 */
export const FIRST_LINES: Readonly<Record<string, Command['examples']>> = {
  agents: [
    { line: 'ka agents list --shipped', says: 'what can be installed' },
    { line: 'ka agents install tdd-workflow', says: 'writes agents/tdd-workflow.md, yours from then on' },
    { line: 'ka agents check', says: 'after an edit: whether the definitions are sound' },
  ],
  memory: [
    { line: 'ka memory init tdd-workflow', says: 'an empty memory file' },
    {
      line: 'ka memory add tdd-workflow --section works "A failing test first: small diffs"',
      says: 'keeps a lesson',
    },
    { line: 'ka memory brief tdd-workflow', says: 'what the agent is told when it starts' },
  ],
  metrics: [
    { line: 'ka metrics list', says: 'all agents at a glance' },
    { line: 'ka metrics record tdd-workflow --success --time 412', says: 'a run that no hook saw' },
    { line: 'ka metrics show tdd-workflow', says: 'how it does, and where it goes' },
  ],
  sessions: [
    { line: 'ka sessions list', says: 'the newest twenty; `ka sessions show` takes the id at the front' },
    { line: 'ka sessions list --sort cost --days 7', says: 'what the week’s money went into' },
  ],
  redact: [
    { line: 'ka redact check', says: 'all of .kaizen' },
    { line: 'ka redact check --staged', says: 'only what is about to be committed' },
  ],
  bets: [
    { line: 'ka retro', says: 'looks for bets' },
    { line: 'ka bets list', says: 'those that wait, each with the id that the other commands take' },
  ],
  record: [
    { line: 'ka record kinds', says: 'what can be kept' },
    {
      line: 'ka record add task --title "Mend the login" --summary "Sessions end early."',
      says: 'prints its id, which show and update take',
    },
    { line: 'ka record list task', says: 'the tasks' },
  ],
  model: [
    { line: 'ka model doctor', says: 'what is set, and what answers' },
    { line: 'ka config', says: 'the settings of models.text and models.embedding' },
  ],
  comfy: [
    { line: 'ka comfy doctor', says: 'whether ComfyUI answers, and where' },
    { line: 'ka comfy list', says: 'what was run, each with the id that inspect and replay take' },
  ],
  exp: [
    { line: 'ka exp power', says: 'what changes can be seen with how many sessions' },
    {
      line: 'ka exp new --hypothesis "shorter rules reduce tokens/session by 20%"',
      says: 'before the change: commits the plan',
    },
    { line: 'ka exp report', says: 'how it stands' },
  ],
  migrate: [
    { line: 'ka migrate scan', says: 'which files are there' },
    { line: 'ka migrate plan', says: 'what would become of them; prints the hash that apply wants' },
  ],
};
