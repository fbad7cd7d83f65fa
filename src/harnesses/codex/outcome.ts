import { countOf, type Fields, fieldsIn, fieldsOf, listOf, parseJson, textOf } from '../values.ts';

/** What the output of a call tells of how it went. Codex has no one flag for it. */
export interface Outcome {
  error: boolean;
  rejected: boolean;
  ms: number | undefined;
  text: string;
}

/**
 * Of `function_call_output` and `custom_tool_call_output`. Its `output` is, by version and tool: JSON with
 * `metadata.exit_code`; a text whose head has `Exit code: N` or `Process exited with code N`; a plain text; a list of
 * texts; an object with `content` and `success`.
 */
export function outcomeOf(output: unknown): Outcome {
  const text = flat(output);
  const told = fieldsOf(output) ?? (text.startsWith('{') ? fieldsOf(parseJson(text)) : null);
  const metadata = fieldsIn(told?.metadata);
  const head = headOf(text);
  const exit = typeof metadata.exit_code === 'number' ? metadata.exit_code : Number(EXIT.exec(head)?.[1] ?? 0);
  const rejected = /^(exec command|patch) rejected by user/.test(text);
  const seconds = metadata.duration_seconds ?? Number(WALL.exec(head)?.[1]);
  return {
    error:
      exit !== 0 ||
      told?.success === false ||
      rejected ||
      /^(apply_patch verification failed|Script failed|unsupported (custom tool )?call: )/.test(text),
    rejected,
    ms: millisecondsOf(typeof seconds === 'number' ? seconds * 1000 : undefined),
    text,
  };
}

const EXIT = /^(?:Process exited with code|Exit code:) (-?\d+)$/m;
const WALL = /^Wall time:? (\d+(?:\.\d+)?) seconds$/m;

/** What stands before the command's own output, which may hold anything. */
export const OUTPUT = 'Output:\n';

function headOf(text: string): string {
  const end = text.indexOf(OUTPUT);
  return end < 0 ? text.slice(0, 4096) : text.slice(0, end);
}

/** The texts of an output, joined. */
export function flat(output: unknown): string {
  if (typeof output === 'string') return output;
  const parts = Array.isArray(output) ? output : listOf(fieldsIn(output).content);
  const texts = parts.map((part) => textOf(fieldsIn(part).text) ?? '').join('');
  return texts === '' ? (textOf(fieldsIn(output).content) ?? '') : texts;
}

/** Of `{secs, nanos}`. */
export function durationOf(value: unknown): number | undefined {
  const { secs, nanos } = fieldsIn(value);
  const whole = countOf(secs);
  return whole === null ? undefined : millisecondsOf(whole * 1000 + (countOf(nanos) ?? 0) / 1e6);
}

const millisecondsOf = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms >= 0 && ms < 1e12 ? Math.round(ms) : undefined;

/** How a call ended, of the events that the screen got: commands, patches, MCP calls. Null for others. */
export function outcomeOfEvent(kind: string, payload: Fields): boolean | null {
  if (kind === 'exec_command_end') return typeof payload.exit_code === 'number' ? payload.exit_code !== 0 : false;
  if (kind === 'patch_apply_end') return payload.success === false;
  if (kind !== 'mcp_tool_call_end') return null;
  const result = fieldsIn(payload.result);
  return result.Err !== undefined || fieldsIn(result.Ok).isError === true || result.isError === true;
}
