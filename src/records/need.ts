import type { Kind, ManagedRecord, Need } from './contract.ts';

/** What a need is judged on. */
export interface Surroundings {
  kind: Kind;
  record: ManagedRecord;
  /** It is not written yet: no command can name it. */
  unwritten?: boolean;
  /** All records of a kind. */
  recordsOf(kind: string): readonly ManagedRecord[];
}

/** Whether it holds; if not, what is missing and what to type. */
export interface Judged {
  ok: boolean;
  /** Reads after "it needs": `a root cause`. */
  says: string;
  example: string | null;
}

/** One sort of need. A new one is a file in `needs/` and a line in its index. */
export interface NeedPart {
  /** Keys that such a need may have beside its own name. */
  keys: readonly string[];
  judge(need: Need, around: Surroundings): Judged;
}
