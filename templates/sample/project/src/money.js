/** Rounds an amount in cents to whole cents, halves away from zero. */
export const roundCents = (cents) => Math.sign(cents) * Math.round(Math.abs(cents));

/** `1234` -> `12.34`. */
export const formatCents = (cents) => (cents / 100).toFixed(2);
