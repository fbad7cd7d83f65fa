/** A tool that a client offers to the model. */
export interface OfferedTool {
  name: string;
  /** JSON Schema of its arguments, as far as it is used here. */
  schema: { properties?: Record<string, { type?: unknown }>; required?: readonly string[] };
}

export interface ToolCall {
  name: string;
  /** Where the tool stands in a group of tools (Responses API). */
  namespace?: string;
  input: Record<string, unknown>;
}

/** Tokens in ka's classes: input without cached ones, output with reasoning. */
export interface ServedTokens {
  input: number;
  output: number;
  reasoning: number;
  cacheRead: number;
  cacheWrite: number;
}

/** One reply of the model, to be written in an API's own form. */
export interface Answer {
  model: string;
  text: string;
  calls: readonly ToolCall[];
  tokens: ServedTokens;
}

/** What a request says, whatever its API. */
export interface Asked {
  model: string | null;
  tools: readonly OfferedTool[];
  /** What was said as the user, each as one text (with results of tools, where the API sends them so). */
  said: readonly string[];
  /** Replies of the model that the request repeats. */
  replies: number;
}

/** An event of a stream: its name, where the API gives one, and its data. */
export interface StreamEvent {
  event?: string;
  data: unknown;
}

/** One API of a model. */
export interface Wire {
  /** Whether a request with this path is of this API. */
  takes(path: string): boolean;
  read(body: any, path: string): Asked;
  /** The answer as it is streamed. Usage stands in it as the API reports it. */
  stream(answer: Answer): Iterable<StreamEvent>;
}
