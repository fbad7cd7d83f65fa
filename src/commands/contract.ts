import type { Ctx } from '../lib/context.ts';
import type { ExitCode } from '../lib/errors.ts';

/** One input of a command, as JSON Schema (2020-12) and what a command line needs beside it. */
export interface Property {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  description: string;
  /** Strings only, in the end: every array is a list of strings. */
  items?: { type: 'string' };
  enum?: readonly string[];
  default?: string | number | boolean;
  minimum?: number;
  maximum?: number;
  /** What a wrong value is answered with: `--time 420 for seven minutes`. */
  example?: string;
  /** The word shown for the value: `--time <seconds>`. */
  placeholder?: string;
  /** What `ka completion` offers. */
  complete?: 'agents' | 'files';
  /** No input of the MCP tool, which always runs with this value; null: without one. */
  inTool?: boolean | null;
}

/**
 * What a command answers. The surface prints `text`, or `data` as one JSON document under `--json`.
 * `data` carries `schema_version`.
 */
export interface Output {
  data: unknown;
  text: string;
  /** Beyond 0, 1 and 2 only where it is that of a wrapped command. */
  exitCode?: ExitCode | number;
  /** Warnings for stderr, one sentence each. */
  notes?: readonly string[];
  /** Print `text` even under `--json` (JSON Lines exports, hook answers). */
  raw?: boolean;
  /** Print to stderr: standard output is that of a wrapped command. */
  aside?: boolean;
  /** Work that the reader of the answer need not wait for; it runs once the answer is printed. */
  afterwards?: () => void;
  /** The process answers MCP on its standard streams from now on, until they close (`src/mcp/`). */
  serve?: { write: boolean };
}

/**
 * One command. Its place in `commands/` is its command line; flags, help, `--json`, `--dry-run`, completion, the CLI
 * reference and the MCP tool all follow from this object. Flags are the kebab-case of the keys of `input`.
 */
export interface Command<Input = never> {
  summary: string;
  /** Further paragraphs of the help, if the summary does not say it all. */
  description?: string;
  /** Keys of `input` that are given by position; only the last may be an array. */
  positional?: readonly string[];
  input: Readonly<Record<string, Property>>;
  required?: readonly string[];
  /** Pairs of which only one may be given. */
  exclusive?: ReadonlyArray<readonly [string, string]>;
  /** It changes files, hence takes `--dry-run`. */
  writes?: boolean;
  /** Everything after `--` comes as the input `rest`, a list of words; it is required. */
  rest?: boolean;
  /** Flags beyond `input` come as the input `fields`: texts by flag name. What they may be called, the command knows. */
  fields?: boolean;
  /** It is a tool of `ka mcp`: `read` always, writing nothing; `write` with `ka mcp --write` only. */
  tool?: 'read' | 'write';
  examples: ReadonlyArray<{ line: string; says: string }>;
  run(input: Input, ctx: Ctx): Output | Promise<Output>;
}

/** A command whose input type the surface need not know. */
export type AnyCommand = Command<never>;

/** Identity; it exists for its type. */
export const defineCommand = <Input>(command: Command<Input>): Command<Input> => command;
