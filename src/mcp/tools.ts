import type { AnyCommand, Property } from '../commands/contract.ts';
import { commands } from '../commands/index.ts';

/** One command as MCP sees it. */
export interface Tool {
  /** The command line with `_` for a blank: `metrics_show`. */
  name: string;
  /** The command line: `metrics show`. */
  line: string;
  kind: 'read' | 'write';
  command: AnyCommand;
}

/** Inputs that every reading tool has beside those of its command. */
const PAGING = {
  json: { type: 'boolean', description: 'the answer as a JSON document instead of text', default: false },
  cursor: { type: 'string', description: 'the next_cursor of the page before, with the same other inputs' },
} as const;

type ToolProperty = Pick<Property, 'type' | 'description'> & Partial<Property>;

/** The commands that are tools, in the order of the help. Loads every command. @param write those that write too */
export async function listTools(write: boolean): Promise<Tool[]> {
  const all = Object.entries(commands).map(async ([line, load]) => {
    const command = (await load()).default;
    return { name: line.replaceAll(' ', '_'), line, kind: command.tool, command };
  });
  return (await Promise.all(all)).filter((one): one is Tool => one.kind === 'read' || (write && one.kind === 'write'));
}

/** What a tool takes, by key: the inputs of its command that it offers, and those of paging. */
export function toolInputs({ command, kind }: Tool): Record<string, ToolProperty> {
  const offered = Object.entries(command.input).filter(([, property]) => property.inTool === undefined);
  return { ...Object.fromEntries(offered), ...(kind === 'read' ? PAGING : {}) };
}

/** What JSON Schema knows of a property; the rest is of use to a command line only. */
const SCHEMA_KEYS = ['type', 'description', 'items', 'enum', 'default', 'minimum', 'maximum'] as const;

/** The tool as `tools/list` describes it. */
export function describeTool(tool: Tool) {
  const { command } = tool;
  const properties = Object.entries(toolInputs(tool)).map(([key, property]) => [
    key,
    Object.fromEntries(SCHEMA_KEYS.flatMap((name) => (property[name] === undefined ? [] : [[name, property[name]]]))),
  ]);
  return {
    name: tool.name,
    title: `ka ${tool.line}`,
    description: [command.summary, command.description].filter(Boolean).join('. ').replace(/\.\./g, '.'),
    inputSchema: {
      type: 'object' as const,
      properties: Object.fromEntries(properties),
      required: [...(command.required ?? [])],
      additionalProperties: false,
    },
    annotations: {
      readOnlyHint: tool.kind === 'read',
      destructiveHint: false,
      idempotentHint: tool.kind === 'read',
      openWorldHint: false,
    },
  };
}
