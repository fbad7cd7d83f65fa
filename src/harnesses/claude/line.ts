/** What most lines of a file have in common. */
export interface Head {
  type?: string;
  isSidechain?: boolean;
  version?: string;
  gitBranch?: string;
  cwd?: string;
}

/** The parts of a Claude Code transcript line that are read (research: formats of 1.0.57 to 2.1.328). All optional. */
export interface Line extends Head {
  uuid?: string;
  parentUuid?: string | null;
  sessionId?: string;
  /** On the copied lines of some forks. */
  forkedFrom?: { messageUuid?: unknown } | null;
  timestamp?: string;
  isMeta?: boolean;
  isCompactSummary?: boolean;
  isApiErrorMessage?: boolean;
  subtype?: string;
  message?: {
    id?: string;
    model?: string;
    stop_reason?: string | null;
    usage?: Record<string, unknown> | null;
    content?: string | Block[];
  };
}

export interface Block {
  type?: string;
  text?: string;
  id?: string;
  name?: string;
  tool_use_id?: string;
  is_error?: boolean;
}

/** Record types that carry the conversation. */
const CONVERSATION = 'user assistant system attachment progress';
const BOOKKEEPING =
  'summary file-history-snapshot file-history-delta last-prompt ai-title custom-title agent-name mode permission-mode ' +
  'bridge-session queue-operation pr-link frame-link cost-state api-request api-request-shape api-request-blob tools-used atis-latch';

/** Whether a record of a known type carries the conversation; other types are counted as unknown. */
export const CARRIES: ReadonlyMap<string, boolean> = new Map([
  ...CONVERSATION.split(' ').map((type) => [type, true] as const),
  ...BOOKKEEPING.split(' ').map((type) => [type, false] as const),
]);

/** The object that a text is; null for any other text. */
export function parseObject(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * The objects on a physical line that is none itself: several where a newline was lost.
 *
 * @returns the objects, and whether some text of the line was none
 */
export function salvage(text: string): { lines: Line[]; bad: boolean } {
  const parts = [...splitObjects(text)].map(parseObject);
  const lines = parts.filter((line) => line !== null);
  return { lines, bad: lines.length < parts.length };
}

/** The objects on a physical line: one, or several where a newline was lost; and whether some text of it was none. */
export function parseLine(text: string): { lines: Line[]; bad: boolean } {
  const whole = parseObject(text);
  return whole ? { lines: [whole], bad: false } : salvage(text);
}

/** Cuts `…}{…` where a brace closes the outermost object; what is cut off in mid-object is one part. */
function* splitObjects(text: string, tears = 0): Generator<string> {
  let [depth, start, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) {
      yield text.slice(start, at + 1);
      start = at + 1;
    }
  }
  const rest = text.slice(start);
  // A torn object followed by a whole one: the whole one begins at the last `{"type"` or `{"parentUuid"`.
  const again = Math.max(rest.indexOf('}{"type":', 1), rest.search(/[^{[:,]\{"(type|parentUuid)":/));
  if (again > 0 && depth > 0 && tears < 3) {
    yield rest.slice(0, again + 1);
    yield* splitObjects(rest.slice(again + 1), tears + 1);
  } else if (rest.trim() !== '') yield rest;
}

const INTERRUPT = '[Request interrupted by user';
/** Text that Claude Code itself puts under `user`, and notes for its memory (`# …`), which no model answers. */
const NOT_TYPED =
  /^\s*(<(local-command-(stdout|stderr|caveat)|bash-(stdout|stderr)|system-reminder|user-memory-input)>|\(no content\)$)/;

/** `/plugin:review a b` is `plugin:review`. */
export const slashCommand = (text: string): string | undefined => /^\/?([\w.:-]{1,100})/.exec(text.trim())?.[1];

/** The name of a slash command that a prompt is; undefined for any other prompt. */
export function commandOf(prompt: string): string | undefined {
  const name = prompt.includes('<command-name>') ? COMMAND.exec(prompt.slice(0, 2000))?.[1] : undefined;
  return name === undefined ? undefined : slashCommand(name);
}

const COMMAND = /<command-name>\s*\/?([^<]{1,100})<\/command-name>/;

/** What a user line is: a person's (or queue's) prompt, an interruption, the results of tools, or the program's own text. */
export function kindOfUser(line: Line): 'prompt' | 'interrupt' | 'results' | 'own' {
  const content = line.message?.content;
  let text = '';
  if (typeof content === 'string') text = content;
  else if (Array.isArray(content)) {
    for (let at = 0; at < content.length; at++) {
      const block = content[at];
      if (block?.type === 'tool_result') return 'results';
      if (block?.type === 'text' && typeof block.text === 'string') text ||= block.text;
      else if (block?.type === 'image') text ||= 'image';
    }
  }
  if (text.startsWith(INTERRUPT)) return 'interrupt';
  if (line.isMeta || line.isCompactSummary || text === '' || NOT_TYPED.test(text)) return 'own';
  return 'prompt';
}

/** What a prompt says. */
export function promptText(line: Line): string {
  const content = line.message?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((block) => (block?.type === 'text' ? (typeof block.text === 'string' ? block.text : []) : []))
    .join('\n');
}
