/** The block in AGENTS.md or CLAUDE.md: facts, short, for it is read at every start. */
export const INSTRUCTION_LINES: readonly string[] = [
  '## Kaizen',
  '',
  'The agents of this repository are measured with `ka`; hooks record each run below `.kaizen/metrics/`.',
  '',
  '- `ka memory brief NAME` prints what an agent has learnt and how it performs (`main`: a session without a named agent).',
  '- `ka memory add NAME --section "What works" "…"` keeps a lesson; other sections: `What fails`, `Open threads`, `Notes`.',
  '- `ka metrics record NAME --success` or `--failure` at the end of a run states its outcome.',
  '- Files below `.kaizen/` belong to the repository: they are committed with the work.',
];
