const plural = (noun: string): string => {
  if (noun.endsWith('sis')) return `${noun.slice(0, -2)}es`;
  if (noun.endsWith('criterion')) return `${noun.slice(0, -2)}a`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
};

/** `1 value`, `2 values`, `1 reply`, `0 replies`, `2 hypotheses`. */
export const count = (n: number, noun: string): string => `${n} ${n === 1 ? noun : plural(noun)}`;
