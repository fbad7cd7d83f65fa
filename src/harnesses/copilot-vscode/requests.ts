import type { FileAccess, Result, SessionEvent, SessionFact, Usage } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { UNKNOWN_TOKENS } from '../usage-tokens.ts';
import { countOf, type Fields, fieldsIn, listOf, textOf, timeOf } from '../values.ts';
import { callOf, editedBy, outcomeOf } from './calls.ts';

/** A prompt with its answer, which is one element of `requests`. */
export interface Request {
  id: string;
  reply: string;
  at: number | null;
  /** End of the answer, where noted. */
  until: number | null;
  how: 'ended' | 'open' | 'aborted' | 'failed';
  fields: Fields;
}

const STATES = ['open', 'ended', 'aborted', 'failed', 'open'] as const;

export function requestOf(value: unknown, index: number): Request {
  const fields = fieldsIn(value);
  const id = textOf(fields.requestId) ?? `request ${index}`;
  const at = timeOf(fields.timestamp);
  const result = fieldsIn(fields.result);
  const elapsed = countOf(fieldsIn(result.timings).totalElapsed);
  const until =
    at !== null && elapsed !== null ? timeOf(at + elapsed) : timeOf(fieldsIn(fields.modelState).completedAt);
  return { id, reply: textOf(fields.responseId) ?? id, at, until, how: howOf(fields, result), fields };
}

function howOf(fields: Fields, result: Fields): Request['how'] {
  const state = fieldsIn(fields.modelState).value;
  if (typeof state === 'number' && STATES[state]) return STATES[state];
  if (fields.isCanceled === true) return 'aborted';
  if (result.errorDetails !== undefined && result.errorDetails !== null) return 'failed';
  return fields.result === undefined ? 'open' : 'ended';
}

const MARKS = { ended: 'stop', aborted: 'interrupt', failed: 'api-error', open: null } as const;

export function* requestEvents(session: string, request: Request, tally: Tally): Generator<SessionEvent> {
  const { id, reply, at, until, how, fields } = request;
  const text = textOf(fields.message) ?? textOf(fieldsIn(fields.message).text) ?? '';
  yield { kind: 'prompt', session, at, id, human: true, text };
  yield { kind: 'reply', session, at: until, id: reply };
  yield* partEvents(session, request, tally);
  const usage = usageOf(session, request);
  if (usage) yield usage;
  const what = MARKS[how];
  if (what) yield { kind: 'mark', session, at: until, id: `${id}/${what}`, what };
}

interface Open {
  result: Result;
  files: FileAccess[];
  /** Whether the file tells how it went. */
  told: boolean;
}

/** Calls stand among the parts of the answer; `toolCallRounds` repeats them under other ids. They have no times. */
function* partEvents(session: string, { reply, at, fields }: Request, tally: Tally): Generator<SessionEvent> {
  // Edits follow the call that made them: its result waits for them.
  let open: Open | null = null;
  for (const value of listOf(fields.response)) {
    const part = fieldsIn(value);
    const kind = textOf(part.kind) ?? 'markdown';
    tallyType(tally, kind, KNOWN.has(kind));
    const id = textOf(part.toolCallId);
    if (kind === 'toolInvocationSerialized' && id !== null) {
      yield* resultOf(open);
      const of = yield* withinSubagent(session, at, part);
      yield { kind: 'call', session: of, at: null, id, reply: of === session ? reply : null, ...callOf(part) };
      yield* subagentEvents(session, at, id, part);
      const outcome = outcomeOf(part);
      const child = isSubagent(part) && { child: `${session}/${id}` };
      const result: Result = { kind: 'result', session: of, at: null, id, error: null, ...outcome, ...child };
      open = { result, files: [], told: outcome !== null };
    } else if (kind === 'textEditGroup') open?.files.push(...editedBy(part));
  }
  yield* resultOf(open);
}

function* resultOf(open: Open | null): Generator<Result> {
  if (open === null || (!open.told && open.files.length === 0)) return;
  yield open.files.length > 0 ? { ...open.result, files: open.files } : open.result;
}

const isSubagent = (part: Fields): boolean => fieldsIn(part.toolSpecificData).kind === 'subagent';

/** A subagent has the id of the call that started it, which its own calls name. Its time is that of the prompt. */
function* subagentEvents(session: string, at: number | null, id: string, part: Fields): Generator<SessionFact> {
  if (!isSubagent(part)) return;
  const agent = textOf(fieldsIn(part.toolSpecificData).agentName);
  yield { kind: 'session', session: `${session}/${id}`, at, parent: session, ...(agent && { agent }) };
}

function* withinSubagent(session: string, at: number | null, part: Fields): Generator<SessionFact, string> {
  const id = textOf(part.subAgentInvocationId);
  if (id === null || isSubagent(part)) return session;
  yield { kind: 'session', session: `${session}/${id}`, at, parent: session };
  return `${session}/${id}`;
}

/** Tokens stand in newer files only, without what came from a cache. Both zero is a provider that tells none. */
function usageOf(session: string, { reply, until, at, fields }: Request): Usage | null {
  const result = fieldsIn(fields.result);
  const metadata = fieldsIn(result.metadata);
  const usage = fieldsIn(result.usage ?? fields.usage);
  const input = countOf(usage.promptTokens ?? metadata.promptTokens);
  const output = countOf(usage.completionTokens ?? metadata.outputTokens);
  if ((input ?? 0) === 0 && (output ?? 0) === 0) return null;
  const tokens = { ...UNKNOWN_TOKENS, input, output };
  const model = textOf(metadata.resolvedModel) ?? textOf(fields.modelId) ?? null;
  return { kind: 'usage', session, at: until ?? at, id: reply, model, tokens, cost_usd: null };
}

/** The numbers of a request are those of its last call of the model: with tools they are a lower bound. */
export const isLowerBound = ({ fields }: Request): boolean =>
  listOf(fieldsIn(fieldsIn(fields.result).metadata).toolCallRounds).length > 1 ||
  listOf(fields.response).some((part) => fieldsIn(part).kind === 'toolInvocationSerialized');

const KNOWN = new Set(
  (
    'markdown markdownContent markdownVuln toolInvocationSerialized prepareToolInvocation textEditGroup notebookEditGroup ' +
    'inlineReference codeblockUri undoStop thinking progressMessage progressTask progressTaskSerialized confirmation ' +
    'elicitation elicitationSerialized elicitation2 mcpServersStarting warning command treeData workspaceEdit extensions ' +
    'pullRequest multiDiffData clearToPreviousToolInvocation hook questionCarousel disabledClaudeHooks'
  ).split(' '),
);
