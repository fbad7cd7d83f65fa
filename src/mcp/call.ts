import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Output } from '../commands/contract.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { expectedFailure } from '../lib/expected-failure.ts';
import { readInput } from './input.ts';
import type { makePages } from './pages.ts';
import type { Tool } from './tools.ts';

/** Tables are for reading, not for a terminal: nothing is cut. */
const COLUMNS = 200;

const textOf = (text: string): { type: 'text'; text: string } => ({ type: 'text', text });

/** Surroundings of one call. A new object each time: what commands remember of a run, they remember by it. */
const contextOf = (ctx: Ctx, json: boolean, dryRun: boolean): Ctx => ({
  ...ctx,
  surface: 'mcp',
  json,
  dryRun,
  columns: COLUMNS,
  color: false,
  progress: () => {},
  stdin: () => {
    throw new KaError('no-stdin', 'Standard input carries MCP.');
  },
});

/** A failure, in the words of the command line. An unexpected one is told in full to `log` only. */
export function failureOf(error: unknown, log: (text: string) => void): CallToolResult {
  const known = expectedFailure(error);
  if (!known) log(`${error instanceof Error ? error.stack : String(error)}\nka: this is a bug in ka.\n`);
  const { code, message, hint } = known ?? {
    code: 'bug',
    message: 'ka failed unexpectedly; its standard error holds the details.',
    hint: undefined,
  };
  const said = { error: { code, message, hint: hint ?? null } };
  return { content: [textOf(JSON.stringify(said))], structuredContent: said, isError: true };
}

/**
 * Runs a tool's command and hands its answer out in pages: as text, or on `json` as its document with `next_cursor`.
 *
 * @throws KaError as the command, or for wrong arguments
 */
export async function callTool(
  tool: Tool,
  given: Readonly<Record<string, unknown>>,
  ctx: Ctx,
  pages: ReturnType<typeof makePages>,
): Promise<CallToolResult> {
  const { input, json, cursor } = readInput(tool, given);
  const isRead = tool.kind === 'read';
  const run = tool.command.run as unknown as (input: unknown, ctx: Ctx) => Output | Promise<Output>;
  let notes: readonly string[] = [];
  const page = await pages(tool.name, { ...input, json }, cursor, async () => {
    const output = await run(input, contextOf(ctx, json, isRead));
    output.afterwards?.();
    notes = output.notes ?? [];
    if (!json) return { kind: 'text', text: output.text };
    return { kind: 'json', data: JSON.parse(JSON.stringify(output.data)) };
  });
  const said = notes.map((note) => textOf(`note: ${note}`));
  if (page.data) {
    const data = { ...page.data, next_cursor: page.next };
    return { content: [textOf(JSON.stringify(data)), ...said], structuredContent: data };
  }
  const more = page.next === null ? [] : [textOf(`next_cursor: ${page.next}`)];
  return { content: [textOf(page.text), ...more, ...said], _meta: { 'ka/next_cursor': page.next } };
}
