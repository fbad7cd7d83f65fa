import { roundCents } from './money.js';

/** The total of a cart in cents. A line is `{cents, count, discount}`, the discount a share between 0 and 1. */
export function total(lines) {
  return lines.reduce((sum, { cents, count = 1, discount = 0 }) => sum + roundCents(cents * count * (1 - discount)), 0);
}
