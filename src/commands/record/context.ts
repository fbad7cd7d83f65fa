import { plainRecord } from '../../records/contract.ts';
import { policiesText, sessionPolicies } from '../../records/overview/policies.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ trigger?: string; limit: number }>({
  summary: 'the private rules that hold for this session, the weightiest first',
  description:
    'Private rules lie in .kaizen/local/policy and are never committed. config.yaml can hand them to each session: records.session_start.',
  input: {
    trigger: { type: 'string', description: 'only those of this trigger and of every session', placeholder: 'text' },
    limit: { type: 'integer', minimum: 1, default: 50, description: 'at most so many' },
  },
  examples: [
    { line: 'ka record context', says: 'all active rules' },
    { line: 'ka record context --trigger migration', says: 'those of that trigger, and of every session' },
  ],
  run({ trigger, limit }, ctx) {
    const { records, total } = sessionPolicies(findProject(ctx), ctx, trigger, limit);
    return {
      data: { schema_version: 1, total, records: records.map(plainRecord) },
      text: policiesText(records, total),
    };
  },
});
