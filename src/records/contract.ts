import type { Schema } from '../lib/schema.ts';

/** One field of a kind: JSON Schema, and what text for people needs beside it. Absent `type`: a string. */
export interface Field extends Schema {
  format?: 'time' | 'path';
  max_words?: number;
  max_sentences?: number;
  /** It holds ids of records of that kind; `any`: of all kinds; `evidence`: ids, `commit:…`, `path:…` or `url:…`. */
  link?: string;
  /** Further names of its flag. */
  flags?: readonly string[];
  /** Set when the record is made, never changed. */
  once?: boolean;
  about?: string;
  example?: string;
}

/** A heading of the body, and the flag whose text goes under it. */
export interface Section {
  title: string;
  flag?: string;
  optional: boolean;
}

/** Something that must hold, as data: its first key names the part in `needs/` that judges it. */
export type Need = Readonly<Record<string, unknown>>;

/** What must hold before a record gets one of these statuses; `reason`: `--reason` passes it, and is kept. */
export interface Gate {
  to: readonly string[];
  needs: readonly Need[];
  reason: boolean;
}

/** A kind of managed record: `kinds/<kind>.yaml` with its defaults. Source: `schemas/kind.schema.json`. */
export interface Kind {
  kind: string;
  version: number;
  prefix: string;
  about: string;
  layer?: 'scope' | 'adapt' | 'verify' | 'manage' | 'improve';
  store: 'doc' | 'log';
  /** Relative to the project root. */
  folder: string;
  private: boolean;
  /** Its body is searched by chunks. */
  chunked: boolean;
  fields: Readonly<Record<string, Field>>;
  required: readonly string[];
  sections: readonly Section[];
  list: readonly string[];
  search: readonly string[];
  natural_key?: readonly string[];
  payload?: string;
  transitions?: Readonly<Record<string, readonly string[]>>;
  gates: readonly Gate[];
  needs: readonly Need[];
  runs?: {
    field: string;
    case?: boolean;
    verdict?: { field: string; passed: string; failed: string; accepting: readonly string[] };
  };
  scored: boolean;
  settles?: { field: string; status: string; given: string };
  frozen_by?: { kind: string; field: string; given: string };
  promote?: { to: string; status: string; carry: readonly string[]; needs: readonly Need[]; reason: boolean };
}

/** The keys of a record that ka itself writes, around those of its kind. */
export interface Head {
  id: string;
  kind: string;
  /** 1 and up. Null: written by hand, and never sealed. */
  rev: number | null;
  /** Given by the caller: adding it again finds the record. */
  key?: string;
  /** `human`, or `agent:<harness>`. */
  by?: string;
  created?: string;
  updated?: string;
  /** `sha256:…` of the revision before. */
  prev?: string;
  hash?: string;
}

/** A managed record as it stands in its file or line. */
export interface ManagedRecord extends Head {
  /** What its kind declares, by name; absent is unknown. */
  fields: Record<string, unknown>;
  /** Markdown with LF line ends; empty for a line of a log. */
  body: string;
  /** Relative to the project root. */
  path: string;
}

/** A record as commands answer it under `--json`: all keys beside each other. */
export const plainRecord = ({
  fields,
  id,
  kind,
  rev,
  body,
  path,
  ...head
}: ManagedRecord): Record<string, unknown> => ({
  id,
  kind,
  rev,
  ...fields,
  ...head,
  body,
  path,
});
