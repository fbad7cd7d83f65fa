import type { TrendWord } from '../contract.ts';

/** A trend word as one sign: `↑` improving, `→` steady, `↓` worsening, `·` too few data. The sign is of the good, not of the number. */
export const arrow = (word: TrendWord): string =>
  ({ improving: '↑', steady: '→', worsening: '↓', 'too few': '·' })[word];
