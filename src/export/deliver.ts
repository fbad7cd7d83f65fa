import { KaError } from '../lib/errors.ts';
import { sayReason, sayRefusal } from '../lib/say-refusal.ts';
import { type Answer, send } from '../store/http.ts';
import { redactSecrets } from '../store/redact/redact.ts';
import type { Address, Destination, Outgoing } from './contract.ts';

export interface Patience {
  /** Tries in all. */
  tries: number;
  /** The first pause; each further one is twice as long. */
  pauseMs: number;
  /** The longest pause, also where the backend asks for a longer one. */
  longestMs: number;
  timeoutMs: number;
  now(): number;
  /** 0 to 1. */
  random(): number;
  wait(ms: number): Promise<void>;
  say(line: string): void;
}

/**
 * Sends a request until the backend has it. After an answer that asks for another try, or none at all, it is sent again
 * as it is: a backend knows what it had already by the ids in it.
 *
 * @returns the text of the answer
 * @throws KaError `not-sent`; no key stands in its message
 */
export async function deliver(
  destination: Destination,
  address: Address,
  outgoing: Outgoing,
  patience: Patience,
): Promise<string> {
  const { tries, pauseMs, longestMs } = patience;
  for (let round = 1; ; round++) {
    const answer = await send({ method: 'POST', ...outgoing }, patience);
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    const again = answer.status === 0 ? !answer.hopeless : destination.isTransient(answer.status);
    const asked = answer.retryAfterMs ?? 0;
    if (!again || round === tries || asked > longestMs)
      throw failure(destination, outgoing, quoteAnswer(answer, address), round);
    // Full jitter over the upper half: many clones that failed together do not come back together.
    const pause = Math.max(asked, Math.min(longestMs, pauseMs * 2 ** (round - 1)) * (0.5 + patience.random() / 2));
    patience.say(`${sayReason(answer)}; try ${round + 1} of ${tries} in ${(pause / 1000).toFixed(1)} s`);
    await patience.wait(pause);
  }
}

/** What a backend said, as it may be shown: short, on one line, without the keys that it may have repeated. */
export function quoteText(text: string, { key, secretHeaders }: Address): string {
  const secrets = [key, ...Object.values(secretHeaders)].filter((secret) => secret !== '');
  const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const line = masked.replace(/[\s\x00-\x1f\x7f]+/g, ' ').trim();
  return redactSecrets(line, []).value.slice(0, 200);
}

const quoteAnswer = (answer: Answer, address: Address): Answer => ({
  ...answer,
  text: quoteText(answer.text, address),
});

function failure(destination: Destination, { url }: Outgoing, answer: Answer, rounds: number): KaError {
  const sentence = `${destination.title} at ${new URL(url).host}: ${sayRefusal(answer, rounds)}`;
  return new KaError('not-sent', sentence, `ka export --to ${destination.name}`);
}
