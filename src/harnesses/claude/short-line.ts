import type { Cells } from '../../store/transcripts/cells.ts';
import type { SkimmedLine } from '../../store/transcripts/skim-lines.ts';
import type { Block, Line } from './line.ts';

const NOTHING: Line = Object.freeze({});

/** What is left of a line, with the same fields in all cases: that is why they are not just taken as they come. */
export function lineIn({ cells, at }: SkimmedLine): Line {
  const end = cells.behind(at);
  let one = cells.firstIn(at);
  // Of most lines that tell how a call goes on nothing else is kept.
  if (one === end) return NOTHING;
  const line: Record<string, unknown> = { message: undefined, toolUseResult: undefined };
  for (; one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    line[name] = name === 'message' && cells.isObject(one) ? messageIn(cells, one) : cells.valueOf(one);
  }
  return line as Line;
}

function messageIn(cells: Cells, at: number): Line['message'] {
  const message: Record<string, unknown> = {
    id: undefined,
    model: undefined,
    stop_reason: undefined,
    usage: undefined,
    content: undefined,
  };
  const end = cells.behind(at);
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    if (name === 'id') message.id = cells.valueOf(one);
    else if (name === 'model') message.model = cells.valueOf(one);
    else if (name === 'stop_reason') message.stop_reason = cells.valueOf(one);
    else if (name === 'usage') message.usage = cells.isObject(one) ? usageIn(cells, one) : cells.valueOf(one);
    else if (name === 'content') message.content = cells.isList(one) ? blocksIn(cells, one) : cells.valueOf(one);
  }
  return message as Line['message'];
}

function usageIn(cells: Cells, at: number): Record<string, unknown> {
  const usage: Record<string, unknown> = {
    input_tokens: undefined,
    output_tokens: undefined,
    cache_read_input_tokens: undefined,
    cache_creation_input_tokens: undefined,
    cache_creation: undefined,
  };
  const end = cells.behind(at);
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one)) usage[cells.nameOf(one)] = cells.valueOf(one);
  return usage;
}

function blocksIn(cells: Cells, at: number): unknown[] {
  const blocks: unknown[] = [];
  const end = cells.behind(at);
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one))
    blocks.push(cells.isObject(one) ? blockIn(cells, one) : cells.valueOf(one));
  return blocks;
}

function blockIn(cells: Cells, at: number): Block {
  const block: Record<string, unknown> = {
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
  for (let one = cells.firstIn(at); one < end; one = cells.behind(one)) {
    const name = cells.nameOf(one);
    if (name in block) block[name] = cells.valueOf(one);
  }
  return block as Block;
}
