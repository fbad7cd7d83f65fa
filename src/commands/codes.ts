import { table } from '../lib/table.ts';
import { CODES, type Code } from './code-table.ts';
import { defineCommand } from './contract.ts';

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
const stem = (word: string): string => word.replace(/(?:ies|es|s)$/, '');

/** Two for each word that stands there, one for each that is a part of one. */
function score({ code, alias, purpose, runs }: Code, words: readonly string[]): number {
  const own = wordsOf(`${code} ${alias} ${purpose} ${runs}`).map(stem);
  return words
    .map(stem)
    .reduce((sum, word) => sum + (own.includes(word) ? 2 : own.some((other) => other.includes(word)) ? 1 : 0), 0);
}

export default defineCommand<{ query?: string[] }>({
  summary: 'find a short code by what it is for; all of them without a query',
  positional: ['query'],
  input: { query: { type: 'array', items: { type: 'string' }, description: 'words of what you want to do' } },
  tool: 'read',
  examples: [
    { line: 'ka codes', says: 'every code, its alias and its command' },
    { line: 'ka codes promote a lesson', says: 'L2 and L3, and what comes near' },
  ],
  run({ query = [] }, ctx) {
    const words = wordsOf(query.join(' '));
    const scored = CODES.map((code) => ({ code, score: score(code, words) })).filter((one) => one.score > 0);
    // Sorting keeps the table's order among equals.
    const found =
      words.length === 0
        ? CODES
        : scored
            .sort((a, b) => b.score - a.score)
            .slice(0, 5)
            .map(({ code }) => code);
    const rows = found.map(({ code, alias, runs, purpose }) => [code, purpose, `ka ${runs}`, alias]);
    const codes = found.map(({ code, alias, purpose, runs }) => {
      const [noun, verb, kind] = runs.split(' ');
      const ofRecord = noun === 'record';
      return {
        code,
        aliases: [alias],
        verb: ofRecord ? verb : noun,
        kind: kind?.startsWith('-') ? null : ((ofRecord ? kind : verb) ?? null),
        purpose,
        command: `ka ${runs}`,
      };
    });
    return {
      data: { schema_version: 1, codes },
      text:
        rows.length === 0
          ? 'No code is for that. All of them: ka codes'
          : table(['!code', '=purpose', '=command', '?alias'], rows, ctx.columns),
    };
  },
});
