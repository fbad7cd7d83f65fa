/** Three significant digits without exponent: 0.0123, 4.5, 1230. */
export function number(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return String(Number(value.toFixed(digits)));
}

/** A count in two digits: `1.1M`, `129k`, `950`. */
export const tokens = (count: number): string => {
  const [unit, sign] = count >= 999_500 ? [1e6, 'M'] : count >= 1000 ? [1e3, 'k'] : [1, ''];
  return `${Number((count / unit).toFixed(count / unit < 10 && unit > 1 ? 1 : 0))}${sign}`;
};

export const percent = (share: number): string => `${number(Math.round(share * 1000) / 10)} %`;

/** `95 % interval 0.7 to 0.93`, in the words that `say` gives its ends; empty for null. */
export const interval95 = (interval: readonly [number, number] | null, say: (value: number) => string): string =>
  interval ? `95 % interval ${say(interval[0])} to ${say(interval[1])}` : 'too few for an interval';

/** A name that came with a log, fit to print: one line, no control characters, at most 80 characters. */
export const plain = (name: string): string => name.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').slice(0, 80);
