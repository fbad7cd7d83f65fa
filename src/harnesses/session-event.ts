/**
 * What a reader makes of a transcript, in ka's words. Texts (a prompt, a command line, a path) are here in memory only:
 * the digest keeps what may be kept. Ids are the harness's own (a message's, a call's), unique within their session, so
 * that taking an event in twice changes nothing.
 */
export type SessionEvent = SessionFact | Prompt | Reply | Usage | Call | Result | Mark | Seen;

interface Of {
  /** The harness's session id; of a subagent `<session>/<agent_id>`. */
  session: string;
  /** Milliseconds since 1970; null where the harness notes no time. */
  at: number | null;
}

/** What is known of the session itself. An absent field says nothing; a later one replaces an earlier one. */
export interface SessionFact extends Of {
  kind: 'session';
  /** Session id of the parent (without the harness's name); null for none. */
  parent?: string | null;
  /** Agent that runs; absent: a session without a named agent. */
  agent?: string;
  /** Absolute folder in which it works. */
  cwd?: string;
  /** SHA-256 of that folder, where the harness notes no more (Gemini). */
  cwd_sha256?: string;
  harness_version?: string;
  branch?: string;
  /** Commit at the start, as the harness noted it. */
  commit?: string;
  /** Address of the repository, as the harness noted it. */
  repository?: string;
  /** How the harness says that it stands; what decides where no event of the conversation does. */
  status?: 'ended' | 'open' | 'aborted' | 'failed';
  /** Adds flags: `partial`, `replay_suspect`, … */
  flags?: readonly string[];
  /** The parent's part is repeated here and was left out: what it held. */
  replayed?: { tokens: UsageTokens; tool_calls: number; tool_errors: number };
  /** Ids that are unique in one place only (Goose): the digest adds `~` and a hash of start and first prompt. */
  local_id?: boolean;
}

/** Something said to the agent: by a person (or a script in its place), or by the program itself. */
export interface Prompt extends Of {
  kind: 'prompt';
  id: string;
  human: boolean;
  text: string;
  /** Skill that it calls (`/review`). */
  skill?: string;
}

/** One answer of the model (however many lines it stands on). */
export interface Reply extends Of {
  kind: 'reply';
  id: string;
  /** The harness says that it was copied from another session: it counts there, also where that is gone. */
  copied?: boolean;
}

/** Token classes of one charge; null: the harness does not record this class. */
export interface UsageTokens {
  /** Without cached tokens. */
  input: number | null;
  /** With reasoning. */
  output: number | null;
  reasoning: number | null;
  cache_read: number | null;
  /** All durations. */
  cache_write: number | null;
  cache_write_1h: number | null;
}

/** What was charged for a reply (then `id` is the reply's), or for a stretch. Of several under one id each class' largest counts. */
export interface Usage extends Of {
  kind: 'usage';
  id: string;
  model: string | null;
  tokens: UsageTokens;
  /** Dollars that the harness wrote down; null where it wrote none. A zero for an unknown price is null. */
  cost_usd: number | null;
  /** The output is a snapshot from mid-stream: a lower bound. Decided by the last event of the id. */
  cut?: boolean;
  /** Size of the model's context window in tokens, where noted. */
  window?: number;
  /** One request, though no reply of the conversation (a compaction): its size is that of its context. */
  request?: true;
}

export interface FileAccess {
  /** As the harness noted it: absolute, or relative to `cwd`. */
  path: string;
  as: 'read' | 'edit';
  /** First and last line of the part that was read; absent: all of it, or not known. */
  lines?: readonly [number, number];
}

/** A tool call. Facts that only its result tells come with the result. */
export interface Call extends Of {
  kind: 'call';
  id: string;
  /** Reply that made it; calls of one reply are siblings. */
  reply: string | null;
  /** The harness's own name of the tool. */
  tool: string;
  files?: readonly FileAccess[];
  /** Line given to a shell. */
  command?: string;
  skill?: string;
  /** Name of the agent that the call starts. */
  starts?: string;
}

export interface Result extends Of {
  kind: 'result';
  /** Id of the call. */
  id: string;
  /** Null: the harness does not tell. */
  error: boolean | null;
  /** A person refused it. */
  rejected?: boolean;
  /** Exact duration where the harness notes one; else the digest takes the difference of times. */
  ms?: number;
  /** Files it touched, where the call did not say. */
  files?: readonly FileAccess[];
  /** Session id of the subagent that it started. */
  child?: string;
  /** Execution ids (`x_…`) that stand in its text: what `ka metrics record` printed. */
  printed?: readonly string[];
}

/**
 * Something that happened to the session. `stop`: the agent ended its turn; `limit`: a reply was cut short by the model or
 * its limits (length, context, refusal).
 */
export interface Mark extends Of {
  kind: 'mark';
  id: string;
  what: 'compaction' | 'retry' | 'interrupt' | 'api-error' | 'stop' | 'limit';
  /** Tokens in the context, where noted. */
  context?: number;
}

/** A skill or rule file that was put into the context. */
export interface Seen extends Of {
  kind: 'seen';
  what: 'skill' | 'rule';
  name: string;
}
