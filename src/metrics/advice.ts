import { type Bet, sayStatus } from './bets.ts';
import type { AgentAnalysis, Recommendation } from './recommendation.ts';
import { number } from './say.ts';

/** Breaks a text between words so that it fits; further lines are indented as far as the first one's text. */
export function wrap(first: string, text: string, columns: number): string {
  const indent = ' '.repeat(first.length);
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const glue = line.length > first.length || lines.length > 0 ? (line === indent ? '' : ' ') : '';
    if (line.trim() !== '' && line.length > indent.length && line.length + glue.length + word.length > columns) {
      lines.push(line);
      line = indent + word;
    } else line += (line === first || line === indent ? '' : glue) + word;
  }
  return [...lines, line].join('\n');
}

/** Tokens in the words of a person: 1234567 is 1.23 million. */
export const tokens = (count: number): string =>
  count >= 1e6 ? `${number(count / 1e6)} million` : count >= 1000 ? `${number(count / 1000)} thousand` : String(count);

/** One recommendation with its numbers and steps, `rank` in front. */
export function describe(one: Recommendation & Partial<Bet>, rank: number, columns: number): string {
  const saved = `${one.estimated ? 'about ' : ''}${tokens(one.expected_tokens_saved)} tokens a week${one.estimated ? ' (typical, not from your records)' : ''}`;
  return [
    wrap(`${rank}. `, one.title, columns),
    wrap(
      '   ',
      `${one.id} · ${one.rule} · ${one.confidence} confidence · ${sayStatus(one.status, one.since, one.reason)} · ${one.effort_minutes} min · saves ${saved}`,
      columns,
    ),
    ...one.evidence.map(({ text }) => wrap('   - ', text, columns)),
    wrap('   why: ', one.why, columns),
    ...one.apply.map((step, i) => wrap(`   ${i + 1}) `, step, columns)),
  ].join('\n');
}

/** All that an analysis says of one agent; rejected recommendations are only counted. */
export function describeAgent(agent: AgentAnalysis, columns: number): string {
  const head = `${agent.agent}: ${agent.n} execution${agent.n === 1 ? '' : 's'}`;
  if (agent.status === 'insufficient-data') return `${head}; ${agent.needs} more needed before anything can be said.`;
  const shown = agent.recommendations.filter(({ status }) => status !== 'rejected');
  const rejected = agent.recommendations.length - shown.length;
  const counted = `${shown.length === 0 ? 'nothing to improve found' : `${shown.length} recommendation${shown.length === 1 ? '' : 's'}`}${rejected > 0 ? `, ${rejected} rejected` : ''}${agent.tests > 0 ? ` (${agent.tests} hypotheses tested together)` : ''}`;
  return [
    wrap('', `${head}; ${counted}.`, columns),
    ...shown.map((one, i) => `\n${describe(one, i + 1, columns)}`),
    ...(agent.notes.length > 0 ? ['\nNot judged:', ...agent.notes.map((note) => wrap('- ', note, columns))] : []),
  ].join('\n');
}
