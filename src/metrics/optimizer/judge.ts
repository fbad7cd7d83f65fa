import { createHash } from 'node:crypto';
import { benjaminiHochberg } from '../../stats/benjamini-hochberg.ts';
import { perWeek } from '../../stats/per-week.ts';
import type { ExecutionRecord } from '../contract.ts';
import { ARM, tokensOf } from './measures.ts';
import { byScore } from './queue.ts';
import type { Recommendation } from './recommendation.ts';
import type { Confidence, Finding, Outcome, Rule, RuleInput } from './rule.ts';

/** Expected share of false claims among those that an agent's analysis makes; a hundredth earns high confidence. */
const FALSE_CLAIMS = 0.05;
const FEW_FALSE_CLAIMS = 0.01;
const WEIGHT: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.6, low: 0.3 };

export interface Judged {
  recommendations: Recommendation[];
  /** Rule and subject prefix that were looked at and stayed quiet: what was open there is resolved. */
  quiet: (rule: string, subject: string) => boolean;
  notes: string[];
  tests: number;
}

/** Stable over everything but the rule and what it speaks of. */
export const recommendationId = (rule: string, subject: string): string =>
  `r_${createHash('sha256')
    .update(JSON.stringify([rule, subject]))
    .digest('hex')
    .slice(0, 12)}`;

const subjectOf = (agent: string, part: string | null): string => (part === null ? agent : `${agent}/${part}`);

/** Tokens that the agent uses in a week, over its newest 1,000 runs; null where most runs do not tell theirs. */
function tokensPerWeek(records: readonly ExecutionRecord[]): number | null {
  const newest = records.slice(-ARM);
  const counts = newest.map(tokensOf).filter((count) => count !== null);
  if (counts.length * 2 < newest.length || counts.length === 0) return null;
  const total = (counts.reduce((a, b) => a + b, 0) * newest.length) / counts.length;
  return perWeek(total, Date.parse(newest[0]!.timestamp), Date.parse(newest.at(-1)!.timestamp));
}

/** How sure a finding is after all tests of its agent were counted; null: it was chance for all that one can tell. */
function confidenceOf(finding: Finding, adjusted: number | undefined): Confidence | null {
  if (adjusted === undefined) return finding.unproven === 'none' ? null : finding.unproven;
  if (adjusted <= FEW_FALSE_CLAIMS) return 'high';
  if (adjusted <= FALSE_CLAIMS) return 'medium';
  return finding.unproven === 'none' ? null : 'low';
}

/** Runs every rule on one agent, weighs the p-values together, and turns what stands into ranked recommendations. */
export function judge(input: RuleInput, rules: readonly Rule[]): Judged {
  const outcomes = rules.flatMap((rule) => rule.test(input).map((outcome) => ({ rule, outcome })));
  const tested = outcomes.flatMap(({ outcome }) =>
    outcome.state !== 'untested' && outcome.p !== undefined ? [outcome] : [],
  );
  const adjusted = tested.length > 0 ? benjaminiHochberg(tested.map(({ p }) => p!)) : [];
  const adjustedOf = new Map<Outcome, number>(tested.map((outcome, i) => [outcome, adjusted[i]!]));
  const weekly = tokensPerWeek(input.records);

  const found: Recommendation[] = [];
  const notes: string[] = [];
  const pending = new Set<string>();
  const spoken = new Set<string>();
  for (const { rule, outcome } of outcomes) {
    const subject = subjectOf(input.agent, outcome.part);
    if (outcome.state === 'untested') {
      notes.push(outcome.note);
      pending.add(`${rule.name} ${subject}`);
      if (outcome.part === null) pending.add(rule.name);
      continue;
    }
    spoken.add(rule.name);
    if (outcome.state === 'quiet') continue;
    const confidence = confidenceOf(outcome.finding, adjustedOf.get(outcome));
    if (confidence === null) {
      notes.push(`${outcome.finding.title}: may be chance once all ${tested.length} tests are counted; undecided.`);
      continue;
    }
    pending.add(`${rule.name} ${subject}`);
    found.push(recommend(rule, subject, outcome.finding, confidence, weekly, adjustedOf.has(outcome)));
  }
  return {
    recommendations: found.sort(byScore),
    quiet: (rule, subject) => spoken.has(rule) && !pending.has(rule) && !pending.has(`${rule} ${subject}`),
    notes: [...new Set(notes)],
    tests: tested.length,
  };
}

function recommend(
  rule: Rule,
  subject: string,
  finding: Finding,
  confidence: Confidence,
  weekly: number | null,
  tested: boolean,
): Recommendation {
  const told = finding.share !== null && weekly !== null;
  const saved = Math.round(told ? finding.share! * weekly : rule.impact);
  const undecided =
    tested && confidence === 'low'
      ? ' (undecided: the interval includes the target, or other tests weigh against it)'
      : '';
  return {
    id: recommendationId(rule.name, subject),
    rule: rule.name,
    subject,
    title: finding.title + undecided,
    why: rule.why,
    evidence: finding.evidence.map((one) => ({
      ...one,
      value: tidy(one.value),
      interval: one.interval && [tidy(one.interval[0]), tidy(one.interval[1])],
    })),
    apply: finding.apply,
    confidence,
    expected_tokens_saved: saved,
    estimated: !told,
    effort_minutes: rule.effort_minutes,
    score: Math.round((1000 * WEIGHT[confidence] * saved) / (rule.effort_minutes + 1)) / 1000,
    status: 'open',
    past: [],
  };
}

/** Six significant digits: enough to read, few enough that platforms' logarithms agree on them. */
function tidy(value: number): number;
function tidy(value: number | null): number | null;
function tidy(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}
