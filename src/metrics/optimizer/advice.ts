import { count } from '../../lib/count.ts';
import { wrap } from '../../lib/wrap.ts';
import { type Bet, sayStatus } from './bets.ts';
import { type AgentAnalysis, agentOf, type PastVerdict, type Recommendation } from './recommendation.ts';
import { plain, tokens } from './say.ts';

/** `ka metrics show tdd --run x_4f1c2d3e` for the first run that a text names; null if it names none. */
export function howToSee({ subject }: { subject: string }, texts: readonly string[]): string | null {
  const id = texts.map((text) => /\bx_[0-9a-f]{8,20}\b/.exec(text)?.[0]).find(Boolean);
  return id ? `ka metrics show ${agentOf(subject)} --run ${id}` : null;
}

/** `exp_4f1c2d3e: regressed, tokens +8 % ("split auth.py …", 2026-11-21)`; what made things worse counts half. */
export function sayPast({ experiment, verdict, metric, change_pct, hypothesis, concluded }: PastVerdict): string {
  const change = change_pct === null ? '' : ` ${change_pct > 0 ? '+' : ''}${change_pct} %`;
  const half = verdict === 'regressed' ? '; it counts half' : '';
  return `${experiment}: ${verdict}, ${plain(metric)}${change} ("${plain(hypothesis)}", ${concluded.slice(0, 10)})${half}`;
}

/**
 * `saves 12 k tokens a week (estimated)`; null where nobody reckoned it: a rule's declared impact is for ranking, as a
 * saving it would be made up.
 */
export function saySaved(one: Recommendation): string | null {
  const reckoned = one.saving === undefined ? !one.estimated : one.saving !== null;
  const how = one.saving ? ` (${one.saving})` : '';
  return reckoned ? `saves ${tokens(one.expected_tokens_saved)} tokens a week${how}` : null;
}

/** One recommendation with its numbers and steps, `rank` in front. */
export function describe(one: Recommendation & Partial<Bet>, rank: number, columns: number): string {
  const see = howToSee(one, [...one.apply, ...one.evidence.map(({ text }) => text)]);
  const saved = saySaved(one);
  return [
    wrap(`${rank}. `, one.title, columns),
    wrap(
      '   ',
      `${one.id} · ${one.rule} · ${one.confidence} confidence · ${sayStatus(one.status, one.since, one.reason)} · ${one.effort_minutes} min${saved ? ` · ${saved}` : ''}`,
      columns,
    ),
    ...one.evidence.map(({ text }) => wrap('   - ', text, columns)),
    ...(one.missing ? [wrap('   missing: ', one.missing, columns)] : []),
    wrap('   why: ', one.why, columns),
    ...one.apply.map((step, i) => wrap(`   ${i + 1}) `, step, columns)),
    ...one.past.map((past) => wrap('   past: ', sayPast(past), columns)),
    ...(see ? [`   see a run: ${see}`] : []),
  ].join('\n');
}

/** All that an analysis says of one agent; rejected recommendations are only counted. */
export function describeAgent(agent: AgentAnalysis, columns: number): string {
  const head = `${agent.agent}: ${count(agent.n, 'execution')}`;
  if (agent.status === 'insufficient-data') return `${head}; ${agent.needs} more needed before anything can be said.`;
  const shown = agent.recommendations.filter(({ status }) => status !== 'rejected');
  const rejected = agent.recommendations.length - shown.length;
  const found = shown.length === 0 ? 'nothing to improve found' : count(shown.length, 'recommendation');
  // Not every finding comes of a test: else one test that yields two would look like a slip.
  const tested = `${count(agent.tests, 'hypothesis')} tested${agent.tests > 1 ? ' together' : ''}; other rules only count`;
  const counted = `${found}${rejected > 0 ? `, ${rejected} rejected` : ''}${agent.tests > 0 ? ` (${tested})` : ''}`;
  return [
    wrap('', `${head}; ${counted}.`, columns),
    ...shown.map((one, i) => `\n${describe(one, i + 1, columns)}`),
    ...(agent.notes.length > 0 ? ['\nNot judged:', ...agent.notes.map((note) => wrap('- ', note, columns))] : []),
  ].join('\n');
}
