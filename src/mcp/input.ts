import { KaError } from '../lib/errors.ts';
import { type Schema, schemaProblems } from '../lib/schema.ts';
import { describeTool, type Tool } from './tools.ts';

/** What a call asks for: the command's own input, and how the answer is to come. */
export interface Asked {
  input: Record<string, unknown>;
  json: boolean;
  cursor: string | null;
}

/**
 * The arguments of a call, checked against the tool's schema and filled with its defaults.
 *
 * @throws KaError `bad-value` naming each wrong key, `exclusive`
 */
export function readInput(tool: Tool, given: Readonly<Record<string, unknown>>): Asked {
  const { command, name } = tool;
  const problems = schemaProblems(describeTool(tool).inputSchema as Schema, given);
  if (problems.length > 0) throw new KaError('bad-value', `${name}: ${problems.join('; ')}.`, `ka ${tool.line} --help`);
  for (const [a, b] of command.exclusive ?? []) {
    if (given[a] !== undefined && given[b] !== undefined) {
      throw new KaError('exclusive', `${name}: ${a} and ${b} exclude each other.`, `ka ${tool.line} --help`);
    }
  }
  const { json, cursor, ...own } = given;
  const isRead = tool.kind === 'read';
  const input: Record<string, unknown> = isRead ? own : { ...given };
  for (const [key, property] of Object.entries(command.input)) {
    const value = property.inTool === undefined ? property.default : property.inTool;
    if (value !== undefined && value !== null) input[key] ??= value;
  }
  return { input, json: isRead && json === true, cursor: isRead && typeof cursor === 'string' ? cursor : null };
}
