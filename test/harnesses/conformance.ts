import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSCRIPTS } from '../../src/harnesses/index.ts';
import type { UsageTokens } from '../../src/harnesses/session-event.ts';
import { emptyTally, type HarnessName, type Transcripts } from '../../src/harnesses/transcripts.ts';
import {
  type FoldedSession,
  type FoldOptions,
  finishFolds,
  startFold,
  takeEvent,
} from '../../src/sessions/fold/events.ts';
import { findReplays } from '../../src/sessions/sync/replays.ts';
import { CORPUS } from './corpus.ts';

/** What is compared of a session; null: not recorded. */
export interface Numbers {
  input: number | null;
  output: number | null;
  reasoning: number | null;
  cache_read: number | null;
  cache_write: number | null;
  cache_write_1h: number | null;
  tool_calls: number | null;
  tool_errors: number | null;
  first: string | null;
  last: string | null;
}

export interface Row {
  id: string;
  harness: HarnessName;
  facts: Numbers;
  /** Null: no reader found the session. */
  ours: Numbers | null;
}

type Tokens = Record<string, number> | null;
interface Facts {
  tool: string;
  session_id: string;
  file?: string;
  tokens: Tokens;
  /** Copilot tells tokens when it shuts down; before, only those of each message's output. */
  output_tokens_sum_of_messages?: number;
  tool_calls: number;
  tool_errors: number | null;
  first_timestamp: string | null;
  last_timestamp: string | null;
}

const NAMES: Readonly<Record<string, HarnessName>> = {
  'claude-code': 'claude',
  codex: 'codex',
  'copilot-cli': 'copilot',
  'copilot-vscode': 'copilot-vscode',
  cursor: 'cursor',
  'gemini-cli': 'gemini',
  goose: 'goose',
  openclaw: 'openclaw',
  opencode: 'opencode',
};

/** The facts' token classes in those of design.md 3.6. */
function classesOf({ tool, tokens, output_tokens_sum_of_messages: output }: Facts): UsageTokens {
  const t: Record<string, number> = tokens ?? (output === undefined ? {} : { output });
  const or = (name: string): number | null => t[name] ?? null;
  return {
    input: or('input_uncached') ?? or('input'),
    output: t.output === undefined ? null : t.output + (tool === 'gemini-cli' ? t.thoughts! : 0),
    reasoning: or('reasoning_within_output') ?? or('thoughts') ?? or('reasoning'),
    cache_read: or('cache_read'),
    cache_write: or('cache_creation') ?? or('cache_write'),
    cache_write_1h: or('cache_creation_1h'),
  };
}

async function foldAll(reader: Transcripts): Promise<FoldedSession[]> {
  const folder = Object.keys(NAMES).find((tool) => NAMES[tool] === reader.name)!;
  const sources = reader.discover(join(CORPUS, folder));
  const read = async (replayed?: FoldOptions['replayed']): Promise<FoldedSession[]> => {
    const sessions: FoldedSession[] = [];
    for (const source of sources) {
      await reader.prepare?.(source);
      const [fold, tally] = [startFold(), emptyTally()];
      for (const event of reader.read(source, tally)) takeEvent(fold, event);
      const counts = { files: source.files.length, lines: tally.lines, bad_lines: tally.bad_lines, unknown: {} };
      sessions.push(...finishFolds(fold, { harness: reader.name, source: counts, ...(replayed ? { replayed } : {}) }));
    }
    return sessions;
  };
  const first = await read();
  return read(findReplays(first.map(({ digest, replies }) => ({ ...digest, replies }))));
}

const plus = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);

/** Own numbers, what counts for an earlier session, and those of subagents without facts of their own. */
function numbersOf(session: FoldedSession, all: readonly FoldedSession[], known: ReadonlySet<string>): Numbers {
  const { digest } = session;
  const { tokens, replayed } = digest;
  const sum = (kind: keyof UsageTokens): number | null => plus(tokens?.[kind] ?? null, replayed.tokens[kind]);
  const own: Numbers = {
    input: sum('input'),
    output: sum('output'),
    reasoning: sum('reasoning'),
    cache_read: sum('cache_read'),
    cache_write: sum('cache_write'),
    cache_write_1h: sum('cache_write_1h'),
    tool_calls: digest.tool_calls + replayed.tool_calls,
    tool_errors: digest.tool_errors === null ? null : digest.tool_errors + replayed.tool_errors,
    first: digest.started,
    last: digest.ended,
  };
  for (const child of all) {
    if (child.digest.parent !== digest.id || known.has(child.digest.id)) continue;
    const more = numbersOf(child, all, known);
    for (const kind of Object.keys(own) as Array<keyof Numbers>) {
      if (kind === 'first') own.first = [own.first!, more.first!].sort()[0]!;
      else if (kind === 'last') own.last = [own.last!, more.last!].sort()[1]!;
      else own[kind] = plus(own[kind], more[kind]);
    }
  }
  return own;
}

/** Every session of the corpus with facts: counted by another program, and by the readers. */
export async function compareAll(): Promise<Row[]> {
  const { sessions, files } = JSON.parse(readFileSync(join(CORPUS, 'facts.json'), 'utf8')) as {
    sessions: Record<string, Facts>;
    files: Record<string, Partial<Facts>>;
  };
  const facts = Object.values(sessions).map((fact) => {
    const output = files[fact.file ?? '']?.output_tokens_sum_of_messages;
    return output === undefined ? fact : { ...fact, output_tokens_sum_of_messages: output };
  });
  const known = new Set(facts.map(({ tool, session_id }) => `${NAMES[tool]}:${session_id}`));
  const rows: Row[] = [];
  for (const harness of new Set(facts.map(({ tool }) => NAMES[tool]!))) {
    const folded = await foldAll((await TRANSCRIPTS[harness]()).default);
    for (const fact of facts.filter(({ tool }) => NAMES[tool] === harness)) {
      const session = folded.find(({ session, digest }) => session === fact.session_id && digest.harness === harness);
      rows.push({
        id: `${harness}:${fact.session_id}`,
        harness,
        facts: {
          ...classesOf(fact),
          tool_calls: fact.tool_calls,
          tool_errors: fact.tool_errors,
          first: fact.first_timestamp,
          last: fact.last_timestamp,
        },
        ours: session ? numbersOf(session, folded, known) : null,
      });
    }
  }
  return rows;
}

/**
 * What a row differs in. Of a class that the facts do not count, or that a tool does not record (then it is 0 in the facts
 * and null here), nothing can differ; where the files hold no times, neither.
 */
export function differences({ facts, ours }: Row): string[] {
  if (!ours) return ['not found'];
  const kinds = Object.keys(facts) as Array<keyof Numbers>;
  return kinds
    .filter((kind) => facts[kind] !== ours[kind])
    .filter((kind) => !(ours[kind] === null && facts[kind] === 0))
    .filter((kind) => !(facts[kind] === null && kind !== 'input' && kind !== 'output' && kind !== 'tool_errors'))
    .map((kind) => `${kind}: ${facts[kind]} in the facts, ${ours[kind]} here`);
}
