import type { View } from '../contract.ts';
import { irl } from './irl.ts';
import { lab, labCases } from './lab.ts';
import { periodView } from './period.ts';
import { tableView } from './tables.ts';
import { topic } from './topic.ts';
import { trace } from './trace.ts';

/** Every report by its name. */
export const VIEWS: Readonly<Record<string, View>> = {
  tasks: tableView('Tasks', 'tasks, newest first', [
    { kind: 'task', title: 'Tasks', columns: ['status', 'created', 'title'] },
  ]),
  ledger: tableView('Ledger', 'changes, newest first', [
    { kind: 'ledger', title: 'Changes', columns: ['op', 'of', 'status', 'note'] },
  ]),
  lessons: tableView('Lessons', 'gotchas, learnings and learned lessons', [
    { kind: 'gotcha', title: 'Gotchas', columns: ['status', 'created', 'title'] },
    { kind: 'learning', title: 'Learnings', columns: ['status', 'created', 'title'] },
    { kind: 'learned', title: 'Learned', columns: ['status', 'created', 'title'] },
  ]),
  proofs: tableView('Verdicts and proofs', 'verdicts and proofs, newest first', [
    { kind: 'verification', title: 'Verdicts', columns: ['conclusion', 'created', 'of', 'severity', 'summary'] },
    { kind: 'proof', title: 'Proofs', columns: ['of', 'created', 'summary'] },
  ]),
  evals: tableView('Evals', 'cases and runs', [
    { kind: 'eval-case', title: 'Cases', columns: ['status', 'category', 'title'] },
    { kind: 'eval-run', title: 'Runs', columns: ['status', 'created', 'case', 'summary'] },
  ]),
  sources: tableView('Sources', 'sources that are relied on', [
    {
      kind: 'source',
      title: 'Sources',
      columns: ['authority_tier', 'source_id', 'version_or_commit', 'url_or_repository'],
    },
  ]),
  'anti-patterns': tableView('Patterns to avoid', 'patterns to avoid', [
    { kind: 'anti-pattern', title: 'Patterns', columns: ['status', 'title', 'symptom', 'preferred_correction'] },
  ]),
  weekly: periodView('Week', 'week'),
  monthly: periodView('Month', 'month'),
  yearly: periodView('Year', 'year'),
  topic,
  irl,
  trace,
  'lab-cases': labCases,
  lab,
};
