import type { Ctx } from '../lib/context.ts';

/** The coding tools that `ka init --harness` knows. */
export const SETUP_HARNESSES = [
  'claude',
  'codex',
  'gemini',
  'copilot',
  'cursor',
  'opencode',
  'goose',
  'openclaw',
] as const;
export type SetupHarness = (typeof SETUP_HARNESSES)[number];

/** What `ka doctor` wants to know of one file with hooks. */
export interface HookState {
  missing: string[];
  doubled: string[];
  stale: string[];
  /** The tool's own switch that turns every hook off. */
  disabled: boolean;
}

/** One file in which a tool looks for hooks, and how ka's entries go in and out of it. */
export interface HookFile {
  /** Relative to the project root, with `/`. */
  path: string;
  /** What ka keeps in it: events by the tool's own names, or one name for the whole. */
  holds: readonly string[];
  /**
   * The file with ka's entries: each once, older forms brought up to date in place, all else kept to the byte. The same
   * text comes back where nothing is to be done.
   *
   * @param text the file, or null where there is none
   * @throws KaError `bad-settings` where that could not be done without losing what stands there
   */
  add(text: string | null): string;
  /** The file as it was before `add`; null where ka had made it. Throws as `add`. */
  remove(text: string): string | null;
  /** Throws as `add`. */
  inspect(text: string): HookState;
}

/** How one coding tool is set up: the default export of `harnesses/<name>/hooks.ts`. */
export interface HookSetup {
  name: SetupHarness;
  /** As its maker writes it. */
  title: string;
  /** Files that a repository shares. None: the tool has no hooks of a project, and `ka sessions sync` reads it. */
  shared: readonly HookFile[];
  /** The personal ones of a project; null: the tool has none, and the shared ones are hidden from git instead. */
  personal: readonly HookFile[] | null;
  /** A file below the home folder that can turn the hooks off. */
  user?: HookFile;
  /** What tells that the tool is used: paths in the project, below the home folder, a program on the PATH. */
  traces: { project: readonly string[]; home: readonly string[]; program: string };
  /** Events that ka listens to, by the tool's own names. */
  events: readonly string[];
  /** The version of the real client in which events were seen firing; null: in none. */
  seenIn: string | null;
  /** Of `events`, those that no real client was seen to fire. */
  untested: readonly string[];
  /**
   * Of a tool that runs a project's hooks only once a person allowed them: whether its own settings say that of this root.
   * Until they do, `ka doctor` says `notes` too.
   */
  allowed?: (root: string, at: Pick<Ctx, 'env' | 'home'>) => boolean;
  /** What the user has to know or do himself, one sentence each. */
  notes: readonly string[];
}
