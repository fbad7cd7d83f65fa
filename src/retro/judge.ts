import { recommendationId } from '../metrics/optimizer/judge.ts';
import { type PastOf, weightOfPast } from '../metrics/optimizer/recommendation.ts';
import type { Confidence } from '../metrics/optimizer/rule.ts';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import type { RetroBet } from './bet.ts';
import type { Finding, RetroInput, RetroRule } from './rule.ts';

/** More of one rule than anybody would read; what is beyond is counted only. */
const MOST_OF_A_RULE = 25;
/** Expected share of false claims among what tests support; a hundredth earns high confidence. */
export const FALSE_CLAIMS = 0.05;
const FEW_FALSE_CLAIMS = 0.01;
const WEIGHT: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.6, low: 0.3 };

export interface Judged {
  /** Best first. */
  bets: RetroBet[];
  tests: number;
  /** Findings that may be chance once all tests are counted, with their adjusted p-value. */
  chance: { rule: string; title: string; q: number }[];
  /** Findings beyond the 25 best of their rule: left out. */
  beyond: number;
  /** Whether a rule had enough to look at a subject, and found nothing. */
  quiet: (rule: string, subject: string) => boolean;
}

/** Best first: by score, then the newer evidence, then id, so that the order never hangs on chance. */
const byRank = (a: RetroBet, b: RetroBet): number =>
  b.score - a.score || (a.seen === b.seen ? 0 : a.seen > b.seen ? -1 : 1) || (a.id < b.id ? -1 : 1);

/**
 * Runs every rule, weighs all p-values together (Benjamini-Hochberg) and ranks what stands.
 *
 * @param past verdicts of experiments on a bet or its subject
 */
export function judgeRetro(input: RetroInput, rules: readonly RetroRule[], past: PastOf = () => []): Judged {
  const judgements = rules.map((rule) => ({ rule, ...rule.find(input) }));
  const tests = judgements.flatMap(({ rule, tests: own }) => own.map((test) => ({ ...test, rule: rule.name })));
  const adjusted = tests.length === 0 ? [] : benjaminiHochberg(tests.map(({ p }) => p));
  const adjustedOf = new Map(tests.map(({ rule, subject }, at) => [`${rule} ${subject}`, adjusted[at]!]));
  const chance: Judged['chance'] = [];
  let beyond = 0;
  const bets: RetroBet[] = [];
  const firing = new Set<string>();
  for (const { rule, findings } of judgements) {
    const own: RetroBet[] = [];
    for (const finding of findings) {
      const q = adjustedOf.get(`${rule.name} ${finding.subject}`);
      if (q !== undefined && q > FALSE_CLAIMS) {
        chance.push({ rule: rule.name, title: finding.title, q: tidy(q)! });
        continue;
      }
      const confidence = q === undefined ? finding.confidence : q <= FEW_FALSE_CLAIMS ? 'high' : 'medium';
      own.push(betOf(rule, finding, confidence, past));
    }
    for (const { id } of own) firing.add(id);
    bets.push(...own.sort(byRank).slice(0, MOST_OF_A_RULE));
    beyond += Math.max(0, own.length - MOST_OF_A_RULE);
  }
  const byName = new Map(judgements.map((one) => [one.rule.name, one]));
  return {
    bets: bets.sort(byRank),
    tests: tests.length,
    chance,
    beyond,
    quiet: (rule, subject) =>
      byName.get(rule)?.judged(subject) === true && !firing.has(recommendationId(rule, subject)),
  };
}

function betOf(rule: RetroRule, finding: Finding, confidence: Confidence, past: PastOf): RetroBet {
  const id = recommendationId(rule.name, finding.subject);
  const verdicts = past({ id, subject: finding.subject });
  const effort = finding.effort_minutes ?? rule.effort_minutes;
  // A saving of nothing is none that anybody could point to.
  const told = finding.saving !== null && finding.saving.tokens > 0 ? finding.saving : null;
  const saved = told?.tokens ?? rule.impact;
  const weight = WEIGHT[confidence] * weightOfPast(verdicts);
  return {
    id,
    rule: rule.name,
    subject: finding.subject,
    title: finding.title,
    why: rule.why,
    evidence: finding.evidence.map((one) => ({
      ...one,
      value: tidy(one.value),
      interval: one.interval && [tidy(one.interval[0])!, tidy(one.interval[1])!],
    })),
    apply: finding.apply,
    confidence,
    expected_tokens_saved: saved,
    estimated: told?.how !== 'measured',
    effort_minutes: effort,
    score: Math.round((1000 * weight * saved) / (effort + 1)) / 1000,
    status: 'open',
    past: verdicts,
    saving: told?.how ?? null,
    category: rule.category,
    place: null,
    held: null,
    missing: confidence === 'low' ? (rule.missing ?? null) : null,
    seen: finding.seen,
    edit: finding.edit ?? null,
  };
}

/** Six significant digits: enough to read, few enough that platforms' logarithms agree on them. */
const tidy = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(6)));
