import type { ManagedRecord } from '../contract.ts';

/** All records as they stood at a time, by kind, oldest first. */
export interface Everything {
  /** ISO 8601; the newest record's time where the caller names none. Null: there are no records. */
  as_of: string | null;
  of(kind: string): readonly ManagedRecord[];
  kinds: readonly string[];
  /** Of all kinds, oldest first. */
  all(): readonly ManagedRecord[];
}

/** A stretch of time in UTC, its end left out. */
export interface Period {
  /** `2026-W47`, `2026-11`, `2026`, or `7 days to 2026-11-21`. */
  name: string;
  /** The same as a file's name. */
  slug: string;
  from: string;
  to: string;
}

/** What a view is asked for beside the records. */
export interface Question {
  period: Period | null;
  query: string | undefined;
  /** Whole ids. */
  task: string | undefined;
  review: string | undefined;
  trace: string | undefined;
  contract: string | undefined;
  /** ISO 8601: what was due by then is overdue. */
  now: string;
}

/** Rows under one heading. */
export interface Section {
  title: string;
  columns: readonly string[];
  rows: ReadonlyArray<readonly string[]>;
  /** What stands under the heading where there are no rows. */
  none: string;
}

/** One view over records: a part of `views/`. */
export interface View {
  title: string;
  about: string;
  /** Its window where none is asked for. */
  window?: 'week' | 'month' | 'year';
  /** It needs `--query`. */
  query?: boolean;
  sections(all: Everything, question: Question): Section[];
}
