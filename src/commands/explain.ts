import { columns } from '../lib/columns.ts';
import { KaError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { readQueue } from '../metrics/optimizer/queue.ts';
import { explainRule, listRules } from '../retro/explain.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

export default defineCommand<{ rule?: string }>({
  summary: 'what a rule looks at, when it speaks, how its saving is reckoned, with examples',
  description: 'Without a rule: all of them, those of `ka retro` and those of `ka metrics optimize`.',
  positional: ['rule'],
  input: { rule: { type: 'string', description: 'a rule, or the id of a bet' } },
  tool: 'read',
  examples: [
    { line: 'ka explain', says: 'all rules' },
    { line: 'ka explain split-file', says: 'one rule' },
  ],
  async run({ rule }, ctx) {
    const all = await listRules();
    if (rule === undefined) {
      const rows = all.map(({ name, from, title }) => [name, from, title]);
      return { data: { schema_version: 1, rules: all }, text: columns(rows, ctx.columns) };
    }
    const bet = /^r_[0-9a-f]+$/.test(rule)
      ? [...readQueue(findProject(ctx)).states.values()].find(({ id }) => id.startsWith(rule))
      : undefined;
    const name = bet?.rule ?? rule;
    if (!all.some((one) => one.name === name)) {
      const near = nearest(
        name,
        all.map((one) => one.name),
      );
      throw new KaError(
        'no-rule',
        `There is no rule ${name}${near ? `; did you mean ${near}?` : '.'}`,
        near ? `ka explain ${near}` : 'ka explain',
      );
    }
    const { data, text } = await explainRule(name, ctx.columns);
    return { data: { schema_version: 1, ...data }, text };
  },
});
