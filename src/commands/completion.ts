import { bashScript } from '../setup/completion/bash.ts';
import { fishScript } from '../setup/completion/fish.ts';
import type { Flag, Model, Shape, Values } from '../setup/completion/model.ts';
import { zshScript } from '../setup/completion/zsh.ts';
import { type AnyCommand, defineCommand, type Property } from './contract.ts';
import { flagOf } from './flag-of.ts';
import { commands, groups } from './index.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const valuesOf = (property: Property): Values =>
  property.enum ? { words: property.enum } : (property.complete ?? 'none');

function shapeOf(path: string, command: AnyCommand): Shape {
  const own = Object.entries(command.input).filter(([key]) => !command.positional?.includes(key));
  const flags: Flag[] = own.map(([key, property]) => ({
    name: `--${flagOf(key)}`,
    says: property.description,
    values: property.type === 'boolean' ? null : valuesOf(property),
  }));
  flags.push({ name: '--target', says: 'project root', values: 'folders' });
  flags.push({ name: '--json', says: 'print one JSON document', values: null });
  if (command.writes) flags.push({ name: '--dry-run', says: 'print what would be written', values: null });
  flags.push({ name: '--help', says: 'explain the command', values: null });
  const places = (command.positional ?? []).map((key) => valuesOf(command.input[key]!));
  return { path, says: command.summary, flags, places };
}

/** Every command as its own object describes it. */
async function readModel(): Promise<Model> {
  const shapes = Object.entries(commands).map(async ([path, load]) => shapeOf(path, (await load()).default));
  return { commands: await Promise.all(shapes), groups };
}

export default defineCommand<{ shell: keyof typeof SCRIPTS }>({
  summary: 'print the completion script of a shell',
  description: 'Commands, flags, their values and the names of agents are completed.',
  positional: ['shell'],
  required: ['shell'],
  input: { shell: { type: 'string', enum: ['bash', 'zsh', 'fish'], description: 'bash, zsh or fish' } },
  examples: [
    {
      line: 'source <(ka completion bash)',
      says: 'completes ka in this bash; the same line in ~/.bashrc does so always',
    },
    { line: 'ka completion fish > ~/.config/fish/completions/ka.fish', says: 'completes ka in every fish' },
  ],
  async run({ shell }) {
    const script = SCRIPTS[shell](await readModel());
    return { data: { schema_version: 1, shell, script }, text: script };
  },
});
