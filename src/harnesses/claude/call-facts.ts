import { linesRead } from '../lines-read.ts';
import type { Call } from '../session-event.ts';
import { slashCommand } from './line.ts';
import starters from './starters.ts';

type Facts = Pick<Call, 'files' | 'command' | 'skill' | 'starts'>;

const READS: Readonly<Record<string, string>> = { Read: 'file_path', NotebookRead: 'notebook_path' };
const EDITS: Readonly<Record<string, string>> = {
  Edit: 'file_path',
  Write: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};
const SKILL_FILE = /[\\/]skills[\\/](?:.*[\\/])?([\w.-]{1,64})[\\/]SKILL\.md$/;

/** What the input of a tool call tells: files, a command line, a skill, the agent that it starts. */
export function factsOfCall(tool: string, input: unknown): Facts {
  if (typeof input !== 'object' || input === null) return {};
  const text = (key: string | undefined): string | undefined => {
    const value = key === undefined ? undefined : (input as Record<string, unknown>)[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const key = (keys: Readonly<Record<string, string>>): string | undefined =>
    Object.hasOwn(keys, tool) ? keys[tool] : undefined;
  const read = text(key(READS));
  if (read !== undefined) {
    const skill = SKILL_FILE.exec(read)?.[1];
    return {
      files: [{ path: read, as: 'read', ...linesRead(input as Record<string, unknown>) }],
      ...(skill === undefined ? {} : { skill }),
    };
  }
  const edit = text(key(EDITS));
  if (edit !== undefined) return { files: [{ path: edit, as: 'edit' }] };
  if (tool === 'Bash' || tool === 'PowerShell') return withKey('command', text('command'));
  if (starters.includes(tool)) return withKey('starts', text('subagent_type'));
  if (tool === 'Skill') return withKey('skill', text('skill') ?? text('command'));
  if (tool === 'SlashCommand') return withKey('skill', slashCommand(text('command') ?? ''));
  return {};
}

const withKey = (key: keyof Facts, value: string | undefined): Facts => (value === undefined ? {} : { [key]: value });
