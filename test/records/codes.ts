import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repo } from '../repo.ts';

/** What a code left behind. */
export interface Done {
  at: Repo;
  /** Its answer as JSON; for lines of JSON, the list of them. */
  answer: any;
  /** The id that an earlier code of the family answered. */
  id: (code: string) => string;
}

/** One code as it is typed: `$W1` stands for the id that W1 answered. `effect` throws where it did not do its work. */
export interface Row {
  code: string;
  args: readonly string[];
  /** Lines of ka before it. */
  before?: readonly (readonly string[])[];
  exit?: number;
  effect: (done: Done) => void;
}

/** The text of the file that the answer names; throws where there is none. */
export const written = ({ at, answer }: Done): string => at.read(answer.record.path);

/** The text of all files in a folder of the project. */
export const textBelow = (at: Repo, folder: string): string =>
  readdirSync(join(at.root, folder))
    .map((name) => readFileSync(join(at.root, folder, name), 'utf8'))
    .join('');

export const ledger = (at: Repo): string => textBelow(at, '.kaizen/records/ledger');

/** The ids of an answered list, a search, or all rows of a report. */
export function idsIn({ answer }: Pick<Done, 'answer'>): string[] {
  if (answer.sections) return answer.sections.flatMap(({ rows }: any) => rows.map(([id]: string[]) => id));
  return (answer.hits ?? answer.records).map(({ id }: any) => id);
}

export const toldAs = (title: string): string[] => ['--title', title, '--summary', `${title}, in a sentence.`];
