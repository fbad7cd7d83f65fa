import { shippedAgents } from '../../agents/install.ts';
import { rawAgents } from '../../agents/raw-files.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agent: string;
}

export default defineCommand<Input>({
  summary: 'show the definition of an agent',
  description: 'The one of this repository; else the one that comes with ka.',
  positional: ['agent'],
  required: ['agent'],
  input: { agent: { type: 'string', description: 'name of the agent', complete: 'agents' } },
  examples: [{ line: 'ka agents show tdd-workflow', says: 'its frontmatter and its prompt' }],
  run({ agent }, ctx) {
    const raws = rawAgents(findProject(ctx), ctx);
    const own = raws.filter(({ mark }) => mark === null);
    const shipped = shippedAgents(ctx);
    const is = ({ name }: { name: string }): boolean => name.toLowerCase() === agent.toLowerCase();
    const installed = own.find(is);
    const found = installed ?? shipped.find(is);
    if (!found) {
      const near = nearest(
        agent,
        [...own, ...shipped].map(({ name }) => name),
      );
      const guess = near ? ` Did you mean ${near}?` : '';
      throw new KaError(
        'no-agent',
        `There is no agent "${agent.slice(0, 80)}".${guess}`,
        near ? `ka agents show ${near}` : 'ka agents list',
      );
    }
    const { name, path, hash, data, body, text } = found;
    return {
      data: { schema_version: 1, name, path, hash, installed: installed !== undefined, frontmatter: data, body },
      text,
      notes: installed ? [] : [`${name} comes with ka and is not installed here: ka agents install ${name}`],
    };
  },
});
