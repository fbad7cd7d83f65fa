import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../disk-error.ts';
import { ageOf, drop, holder, place } from './file.ts';
import { isDead, type Owner, ownerText, parseOwner } from './owner.ts';

/** So long one who waits leaves a free lock to the first in the queue; then the first is taken to be asleep. */
const DEFERENCE_MS = 500;

const prefixOf = (path: string): string => `${basename(path)}+`;

/** In order; none where somebody cleared the folder. */
function ticketsOf(path: string): string[] {
  const prefix = prefixOf(path);
  try {
    return readdirSync(dirname(path))
      .filter((name) => name.startsWith(prefix))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Whether somebody waits for a lock: then who comes has to queue up, even where the lock is free for an instant. */
export const hasQueue = (path: string): boolean => ticketsOf(path).length > 0;

/**
 * The queue before one lock: a ticket for each process that waits, named by when it came. It decides only how often one
 * asks for the lock, never who holds it: without it sixteen writers on a busy machine wait for each other by chance, and
 * one of them for more than five seconds.
 */
export class LockQueue {
  readonly #path: string;
  readonly #folder: string;
  readonly #own: string;
  #first = '';
  #freeSince = 0;

  /** @param now of a clock that all processes of this machine share */
  constructor(path: string, own: Owner, now: number) {
    this.#path = path;
    this.#folder = dirname(path);
    this.#own = `${prefixOf(path)}${Math.round(now * 1000)
      .toString()
      .padStart(18, '0')}.${own.pid}.${own.nonce}`;
    place(join(this.#folder, this.#own), ownerText(own));
  }

  /** How many came before; the ticket of a first one who died is taken away. */
  #ahead(): number {
    const tickets = ticketsOf(this.#path);
    const ahead = Math.max(0, tickets.indexOf(this.#own));
    if (ahead === 0) return 0;
    const first = join(this.#folder, tickets[0]!);
    const owner = holder(first);
    if (owner === null || !isDead(parseOwner(owner), ageOf(first))) {
      if (this.#first !== first) [this.#first, this.#freeSince] = [first, 0];
      return ahead;
    }
    drop(first);
    return ahead - 1;
  }

  #isHeld(): boolean {
    const text = holder(this.#path);
    return text !== null && !isDead(parseOwner(text), ageOf(this.#path));
  }

  /** How many are ahead, whether to ask for the lock now, and after how many milliseconds to look again. */
  turn(now: number): { ahead: number; ask: boolean; pause: number } {
    const ahead = this.#ahead();
    if (ahead === 0) return { ahead, ask: true, pause: 1 };
    this.#freeSince = this.#isHeld() ? 0 : this.#freeSince || now;
    return { ahead, ask: this.#freeSince > 0 && now - this.#freeSince > DEFERENCE_MS, pause: Math.min(50, 5 * ahead) };
  }

  leave(): void {
    drop(join(this.#folder, this.#own));
  }
}
