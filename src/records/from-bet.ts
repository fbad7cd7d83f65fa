import { KaError } from '../lib/errors.ts';
import { listBets } from '../metrics/optimizer/bets.ts';
import type { Project } from '../store/project.ts';
import type { Kind } from './contract.ts';
import type { Given } from './fields.ts';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** At most so many words. */
const cut = (text: string, words: number): string => oneLine(text).split(' ').slice(0, words).join(' ');

/**
 * What a recommendation of the queue says, as a proposal: the two are one queue. What the caller says stands before it.
 *
 * @throws KaError `no-bet`
 */
export function fromBet(project: Project, kind: Kind, given: Given): Given {
  const id = given.fields.bet;
  if (!('bet' in kind.fields) || typeof id !== 'string') return given;
  const found = listBets(project).bets.filter((one) => one.id.startsWith(id));
  const [bet] = found;
  if (!bet || found.length > 1)
    throw new KaError('no-bet', `${id.slice(0, 60)} is no bet of the queue.`, 'ka bets list');
  const { title, why, apply, subject } = bet;
  const fields = {
    contract: cut(subject, 20),
    title: cut(title, 40),
    summary: `${cut(title, 40).replace(/[.!?]+$/, '')}.`,
    ...given.fields,
    bet: bet.id,
  };
  const body = given.body ?? [why, '', ...apply.map((step) => `- ${oneLine(step)}`)].join('\n');
  return { ...given, fields, body };
}
