import type { Cells } from '../../store/transcripts/cells.ts';
import type { SkimmedLine } from '../../store/transcripts/skim-lines.ts';
import type { Block, Line } from './line.ts';

type Fields = Record<string, unknown>;

const NOTHING: Line = Object.freeze({});

/**
 * What is left of a line, with the same fields in all cases: what takes millions of them in is the faster for it. Texts are
 * made of what is read only: a prompt, and what a failed call's result says.
 */
export function lineIn({ cells, at, common }: SkimmedLine): Line {
  const end = cells.behind(at);
  let one = cells.firstIn(at);
  // Of most lines that tell how a call goes on nothing else is kept.
  if (one === end) return NOTHING;
  const line: Fields = { message: undefined, toolUseResult: undefined };
  for (; one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    if (!cells.isObject(one)) line[name] = cells.valueOf(one);
    else if (name === 'message') line.message = messageIn(cells, one, common.type === 'user');
    else if (name === 'toolUseResult')
      line.toolUseResult = take(cells, one, { agentId: undefined, totalDurationMs: undefined });
    else if (name === 'attachment') line.attachment = take(cells, one, { type: undefined, path: undefined });
    else line[name] = cells.valueOf(one);
  }
  return line as Line;
}

function messageIn(cells: Cells, at: number, isPrompt: boolean): Line['message'] {
  const message: Fields = {
    id: undefined,
    model: undefined,
    stop_reason: undefined,
    usage: undefined,
    content: undefined,
  };
  const end = cells.behind(at);
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    if (name === 'usage' && cells.isObject(one)) message.usage = usageIn(cells, one);
    else if (name === 'content' && cells.isList(one)) message.content = blocksIn(cells, one, isPrompt);
    else if (name in message) message[name] = cells.valueOf(one);
  }
  return message as Line['message'];
}

const usageIn = (cells: Cells, at: number): Fields =>
  take(cells, at, {
    input_tokens: undefined,
    output_tokens: undefined,
    cache_read_input_tokens: undefined,
    cache_creation_input_tokens: undefined,
    cache_creation: undefined,
  });

/** Gives fields the values of the members with their names. */
function take(cells: Cells, at: number, fields: Fields): Fields {
  const end = cells.behind(at);
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    if (name in fields) fields[name] = cells.valueOf(one);
  }
  return fields;
}

function blocksIn(cells: Cells, at: number, isPrompt: boolean): unknown[] {
  const blocks: unknown[] = [];
  const end = cells.behind(at);
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one))
    blocks.push(cells.isObject(one) ? blockIn(cells, one, isPrompt) : cells.valueOf(one));
  return blocks;
}

function blockIn(cells: Cells, at: number, isPrompt: boolean): Block {
  const block: Fields = {
    type: undefined,
    text: undefined,
    id: undefined,
    name: undefined,
    input: undefined,
    tool_use_id: undefined,
    is_error: undefined,
    content: undefined,
  };
  const end = cells.behind(at);
  let content = -1;
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    if (name === 'content') content = one;
    else if (name === 'text' ? isPrompt : name in block) block[name] = cells.valueOf(one);
  }
  if (block.is_error === true && content >= 0) block.content = cells.valueOf(content);
  return block as Block;
}
