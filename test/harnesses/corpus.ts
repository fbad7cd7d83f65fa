import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real transcripts with facts that another program counted; not part of the project, which passes without them. */
export const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
export const hasCorpus = existsSync(join(CORPUS, 'facts.json'));

export interface Facts {
  session_id: string;
  first_timestamp: string;
  last_timestamp: string;
  tokens: Record<string, number> | null;
  own_tokens?: Record<string, number>;
  own_tool_calls?: number;
  tool_calls: number;
  tool_errors: number | null;
  models: Record<string, number>;
  lines: number;
  unparsable_lines: number;
  [name: string]: unknown;
}

/** Facts of the files below a folder of the corpus, by path in it. */
export const factsBelow = (folder: string): [path: string, facts: Facts][] =>
  !hasCorpus
    ? []
    : Object.entries(
        (JSON.parse(readFileSync(join(CORPUS, 'facts.json'), 'utf8')) as { files: Record<string, Facts> }).files,
      ).filter(([path, { kind }]) => path.startsWith(`${folder}/`) && kind !== undefined);
