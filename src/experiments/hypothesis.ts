import { KaError } from '../lib/errors.ts';

/** What a sentence says: what shall change, which way, by how much, and which files it names. */
export interface Claim {
  metric: string;
  direction: 'less' | 'more';
  /** Percent; null where the sentence names none. */
  target_pct: number | null;
  files: string[];
}

const LESS =
  /\b(?:reduc(?:es?|ed|ing)|cuts?|lower(?:s|ed)?|decreas(?:es?|ed)|shrinks?|saves?|drops?|falls?|halv(?:es|ed?|ing)|fewer|less|sinks?|minimi[sz]es?|trims?|avoids?|removes?)\b/gi;
const MORE = /\b(?:rais(?:es?|ed)|increas(?:es?|ed)|lifts?|grows?|rises?|doubl(?:es?|ed)|boosts?|more|higher)\b/gi;
/** Towards what is better for that metric. */
const BETTER = /\b(?:improv(?:es?|ed|ing)|betters?|optimi[sz]es?)\b/gi;

/** The first that matches counts, so the longer names stand first. */
const METRICS: ReadonlyArray<readonly [name: string, words: RegExp]> = [
  ['tokens_per_edited_line', /\btokens?\s*(?:\/|per)\s*(?:edited |changed )?lines?\b/i],
  ['cost_per_success', /\b(?:cost|costs|spend|price)\s*(?:\/|per|of (?:a|each))\s*success(?:es)?\b/i],
  ['rereads', /\bre-?reads?\b|\bread(?:s|ing)? again\b|\brepeated reads?\b/i],
  ['fan_out', /\bfan[- _]?out\b/i],
  ['tool_calls', /\btool[- ]calls?\b|\bcalls?\b/i],
  ['errors', /\b(?:tool[- ])?(?:errors?|failures?)\b/i],
  ['success', /\bsuccess(?:es|[- ]rate)?\b/i],
  ['tokens', /\btokens?\b/i],
  ['cost', /\b(?:costs?|spend(?:ing)?|dollars|money|price|bill)\b/i],
  ['duration', /\b(?:duration|working[- ]time|time|minutes|seconds|hours)\b/i],
];
/** A metric that an agent has besides. */
export interface OwnMetric {
  name: string;
  better: 'less' | 'more';
}

/** `test-pass-rate` is meant by `test pass rate` too. */
const wordsOf = (name: string): RegExp =>
  new RegExp(
    `(?<![\\w-])${name
      .split(/[-_ ]+/)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[-_ ]+')}(?![\\w-])`,
    'i',
  );

const MORE_IS_BETTER = new Set(['success']);

/** `cheaper by 10 %` says both metric and direction. */
const SHORT: ReadonlyArray<readonly [words: RegExp, metric: string, direction: 'less' | 'more']> = [
  [/\bcheaper\b/i, 'cost', 'less'],
  [/\b(?:faster|quicker|sooner|speeds?)\b/i, 'duration', 'less'],
];

const PERCENT = /(?<![\w.])(\d{1,4}(?:[.,]\d+)?)\s*(?:%|percent\b|per ?cent\b)/i;
const FILE = /(?<![\w./@:-])((?:[\w.@-]+\/)*[\w@-][\w.@-]*\.[A-Za-z][A-Za-z0-9]{0,7})(?![\w/])/g;

export const EXAMPLES = [
  'split auth.py reduces tokens/session by 20%',
  'a test-first rule raises success by 10 %',
  'the new brief cuts re-reads by a third',
] as const;

const unclear = (what: string): KaError =>
  new KaError(
    'unclear-hypothesis',
    `The hypothesis ${what}. Sentences that are understood: ${EXAMPLES.map((text) => `"${text}"`).join(', ')}. Or say it by flags: --metric tokens --direction less --by 20.`,
    `ka exp new --hypothesis "${EXAMPLES[0]}"`,
  );

const namesOf = (own: readonly OwnMetric[]): string =>
  `${[...METRICS, ...own.map(({ name }) => [name])].map(([name]) => name).join(', ')}${own.length > 0 ? '' : '; with --agent those of the agent too'}`;

const FRACTIONS: ReadonlyArray<readonly [RegExp, number]> = [
  [/\bby (?:a |one )?half\b|\bhalv(?:es?|ed|ing)\b/i, 50],
  [/\bby (?:a|one)[- ]third\b/i, 33.3],
  [/\bby (?:a|one)[- ](?:quarter|fourth)\b/i, 25],
  [/\bby (?:a|one)[- ]fifth\b/i, 20],
  [/\bby (?:a|one)[- ]tenth\b/i, 10],
  [/\bdoubl(?:es?|ed)\b/i, 100],
];

function targetOf(text: string): { value: number; at: number } | null {
  const found = PERCENT.exec(text);
  if (found) return { value: Number(found[1]!.replace(',', '.')), at: found.index };
  for (const [words, value] of FRACTIONS) {
    const at = text.search(words);
    if (at >= 0) return { value, at };
  }
  return null;
}

/** The last of these words before a place; -1 if there is none. */
function lastBefore(text: string, words: RegExp, at: number): number {
  return (
    [...text.matchAll(words)]
      .map(({ index }) => index)
      .filter((index) => index <= at)
      .at(-1) ?? -1
  );
}

/** The metric that a part of the sentence names first; of two at one place an own one counts, then the longer name. */
function metricIn(text: string, own: readonly OwnMetric[]): string | null {
  const longest = [...own].sort((a, b) => b.name.length - a.name.length);
  const known = [...longest.map(({ name }) => [name, wordsOf(name)] as const), ...METRICS];
  const found = known.map(([name, words]) => ({ name, at: text.search(words) })).filter(({ at }) => at >= 0);
  const least = Math.min(...found.map(({ at }) => at));
  return found.find(({ at }) => at === least)?.name ?? null;
}

/**
 * Reads metric, direction and target from a sentence; what flags say counts instead.
 *
 * @param own metrics that the agent declares or its records carry
 * @throws KaError `unclear-hypothesis` naming what is missing, with examples
 */
export function readHypothesis(
  sentence: string,
  given: { metric?: string | undefined; direction?: 'less' | 'more' | undefined; target?: number | undefined } = {},
  own: readonly OwnMetric[] = [],
): Claim {
  const files = [...new Set([...sentence.matchAll(FILE)].map(([, file]) => file!.replace(/^\.\//, '')))];
  // A file's name holds words that mean nothing here: `error.py`, `token-cost.ts`.
  const text = sentence.replace(FILE, (file) => '_'.repeat(file.length));
  const target = targetOf(text);
  const place = target?.at ?? text.length;
  const verbs = (
    [
      ['less', lastBefore(text, LESS, place)],
      ['more', lastBefore(text, MORE, place)],
      ['better', lastBefore(text, BETTER, place)],
    ] as const
  ).filter(([, at]) => at >= 0);
  const [verb] = [...verbs].sort(([, a], [, b]) => b - a);
  const short = SHORT.find(([words]) => words.test(text));
  const metric =
    given.metric ??
    (verb ? (metricIn(text.slice(verb[1]), own) ?? metricIn(text.slice(0, verb[1]), own)) : null) ??
    short?.[1] ??
    metricIn(text, own);
  if (!metric) throw unclear(`names no metric that is known (${namesOf(own)})`);
  const better = own.find(({ name }) => name === metric)?.better ?? (MORE_IS_BETTER.has(metric) ? 'more' : 'less');
  const said = verb?.[0] ?? (short && short[1] === metric ? short[2] : null);
  const direction = given.direction ?? (said === 'better' ? better : said);
  if (!direction) throw unclear('does not say whether the metric shall become less or more');
  if (given.target === undefined && !target && /\bpoints?\b/i.test(text))
    throw unclear('counts in points; write the change in percent of the present value');
  const target_pct = given.target ?? target?.value ?? null;
  if (target_pct !== null && !(target_pct > 0 && target_pct <= 1000)) throw unclear(`wants ${target_pct} %`);
  if (target_pct !== null && direction === 'less' && target_pct >= 100)
    throw unclear(`wants ${target_pct} % less, which would leave nothing`);
  return { metric, direction, target_pct, files };
}
