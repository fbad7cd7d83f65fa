/** What git knows of one file at a commit. */
export interface FileFacts {
  /** Relative to the project's root, with `/`. */
  path: string;
  bytes: number;
  /** Null: not read (binary, or above 1 MiB). */
  lines: number | null;
  /** 1 and one for each branch outside strings and comments, by keywords; null for what is no known code. */
  complexity: number | null;
  /** Declarations of functions, classes and the like; null for what is no known code. */
  symbols: number | null;
  /** Commits that touched it within 30 and 90 days before the commit's own time. */
  churn_30d: number;
  churn_90d: number;
  /** Authors of these commits. */
  authors_30d: number;
  authors_90d: number;
  /** Time of the newest commit that touched it within those 90 days; null: it is older. */
  changed: string | null;
}

/** Two files that the same commits touched within 90 days. */
export interface CoChange {
  a: string;
  b: string;
  n: number;
}

/** Something that an instruction says not to do, in a form that a program can check. */
export interface Prohibition {
  /** From 1. */
  line: number;
  /** A command by its first words, or the files that a glob names. */
  what: 'command' | 'path';
  pattern: string;
  /** What is to be used in its place; null where none is named. */
  instead: string | null;
}

/** A file that tells agents how to work: it costs context, and may be used or not. */
export interface InstructionFile {
  kind: 'skill' | 'rule' | 'agent' | 'instructions';
  /** As sessions call it: a skill's folder, a rule's path, an agent's name, the path of an instruction file. */
  name: string;
  path: string;
  bytes: number;
  /** Bytes that stand in the context of every session: of a skill or agent its description, of others all or none. */
  standing: number;
  /** Globs of the files that a rule is for; empty: all, or no rule. */
  scope: string[];
  /** Time of its newest commit; null: not known (a shallow clone). */
  changed: string | null;
  prohibitions: Prohibition[];
}

/** A repository at one commit. The same commit gives the same facts in every clone that is not shallow. */
export interface RepoFacts {
  commit: string;
  /** The commit's own time, ISO 8601: what churn and ages are counted back from. */
  at: string;
  /** The history is cut off: churn and ages are lower bounds. */
  shallow: boolean;
  /** By path, sorted. */
  files: FileFacts[];
  /** Pairs with at least 3 common commits, most first; commits of more than 30 files do not count. */
  co_changes: CoChange[];
  instructions: InstructionFile[];
}
