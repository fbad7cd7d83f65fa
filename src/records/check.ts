import { nearest } from '../lib/nearest.ts';
import { isPlain, schemaProblems } from '../lib/schema.ts';
import { withDefaults } from '../lib/schema-defaults.ts';
import { shownList } from '../lib/shown-list.ts';
import { isoTime, parseTime } from '../lib/time.ts';
import type { Field, Kind } from './contract.ts';
import { countSentences, countWords } from './words.ts';

/** What is wrong with one field, and what to write instead: `--status done`. */
export interface Problem {
  field: string;
  says: string;
  example: string | null;
  /** The flag that was probably meant. */
  meant?: string;
}

const flagOf = (name: string): string => `--${name.replaceAll('_', '-')}`;

/** A value as it is typed in a shell. */
const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`);

/** What to write for a field; null where its kind gives no example and has no choices. */
export function exampleOf(name: string, field: Field): string | null {
  const value = field.example ?? (field.enum?.[0] as string | undefined);
  return value === undefined ? null : `${flagOf(name)} ${quoted(value)}`;
}

/** The status that a record begins with, as it is typed; null where its kind says nothing of it. */
export const firstStatus = ({ fields: { status } }: Kind): string | null =>
  status?.default === undefined ? null : `${flagOf('status')} ${String(status.default)}`;

function textProblems(field: Field, text: string): string[] {
  const [words, sentences] = [countWords(text), countSentences(text)];
  if (field.max_words && words > field.max_words) {
    const parts = Math.ceil(words / field.max_words);
    return [
      `has ${words} words, at most ${field.max_words} are taken${parts > 1 ? `: split it into ${parts}, or put the rest into --body` : ''}`,
    ];
  }
  if (field.max_sentences && sentences > field.max_sentences)
    return [`has ${sentences} sentences, at most ${field.max_sentences} are taken: put the rest into --body`];
  if (field.format === 'time' && parseTime(text) === null)
    return [`is "${text.slice(0, 40)}", no date or time such as 2026-11-21`];
  if (field.format === 'path' && (text === '' || /^([/\\]|[a-z]:)/i.test(text) || text.split(/[\\/]/).includes('..')))
    return [`is "${text.slice(0, 60)}", no path below the project`];
  return [];
}

function fieldProblems(name: string, field: Field, value: unknown): string[] {
  const shaped = schemaProblems({ ...field, type: field.type ?? 'string' }, value, name);
  if (shaped.length > 0) return shaped.map((says) => says.slice(name.length + 1));
  const texts =
    typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  return texts.flatMap((text) => textProblems(field, text));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** All that is wrong with the fields of a record: nothing missing, nothing unknown, each as its kind says. */
export function checkFields(kind: Kind, fields: Readonly<Record<string, unknown>>): Problem[] {
  const missing = kind.required
    .filter((name) => isEmpty(fields[name]))
    .map((name) => ({ field: name, says: 'is missing', example: exampleOf(name, kind.fields[name] ?? {}) }));
  const wrong = Object.entries(fields).flatMap(([name, value]) => {
    const field = kind.fields[name];
    if (!field)
      return [
        {
          field: name,
          says: `is no field of ${kind.kind}; it has ${shownList(Object.keys(kind.fields))}`,
          example: null,
        },
      ];
    if (isEmpty(value)) return [];
    const near = nearest(typeof value === 'string' ? value : '', (field.enum ?? []).map(String));
    const meant = near === null ? null : `${flagOf(name)} ${quoted(near)}`;
    return fieldProblems(name, field, value).map((says) => ({
      field: name,
      says,
      example: meant ?? exampleOf(name, field),
      ...(meant === null ? {} : { meant }),
    }));
  });
  return [...missing, ...wrong, ...contradicted(kind, fields)];
}

/** A verdict that accepts although a command that it holds did not end with 0. */
function contradicted({ runs }: Kind, fields: Readonly<Record<string, unknown>>): Problem[] {
  if (!runs?.verdict) return [];
  const { field, failed, accepting } = runs.verdict;
  const checks = fields[runs.field];
  if (!Array.isArray(checks) || !accepting.includes(String(fields[field]))) return [];
  return checks
    .filter((check) => isPlain(check) && check.exit !== undefined && check.exit !== 0)
    .map(({ cmd, exit }) => ({
      field,
      says: `is ${String(fields[field])}, but ${String(cmd)} ended with ${exit ?? 'a signal'}`,
      example: `${flagOf(field)} ${failed}`,
    }));
}

/** Fields with the defaults of their kind, times in UTC, and without what is empty. */
export function completeFields(kind: Kind, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const schema = { type: 'object', properties: kind.fields };
  const filled = Object.entries(withDefaults(schema, fields) as Record<string, unknown>);
  return Object.fromEntries(
    filled
      .filter(([, value]) => !isEmpty(value))
      .map(([name, value]) => {
        const ms = kind.fields[name]?.format === 'time' ? parseTime(String(value)) : null;
        return [name, ms === null ? value : isoTime(ms)];
      }),
  );
}

const wayOut = ({ example, meant }: Problem): string =>
  meant ? ` Did you mean ${meant}?` : example ? ` Write ${example}` : '';

/** Problems as lines of one message. */
export const problemLines = (problems: readonly Problem[]): string =>
  problems.map((problem) => `${problem.field} ${problem.says}.${wayOut(problem)}`).join('\n');
