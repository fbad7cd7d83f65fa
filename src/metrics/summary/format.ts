/** Numbers as a person reads them; `-` where nothing is known. */
const known = (value: number | null | undefined, write: (value: number) => string): string =>
  value == null ? '-' : write(value);

export const percent = (share: number | null | undefined): string =>
  known(share, (value) => `${Math.round(value * 100)} %`);

export const number = (value: number | null | undefined): string =>
  known(value, (v) => String(Number(v.toPrecision(4))));

/** `0.25 s`, `42 s`, `1 min 41 s`, from ten minutes on `25 min`, `1 h 5 min`. */
export const seconds = (value: number | null | undefined): string =>
  known(value, (s) => {
    const whole = Math.round(s);
    if (whole < 60) return `${Number(s.toPrecision(3))} s`;
    const two = (big: number, unit: string, small: number, of: string): string =>
      small === 0 ? `${big} ${unit}` : `${big} ${unit} ${small} ${of}`;
    if (whole < 600) return two(Math.floor(whole / 60), 'min', whole % 60, 's');
    const minutes = Math.round(s / 60);
    return minutes < 60 ? `${minutes} min` : two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  });

export const dollars = (value: number | null | undefined): string =>
  known(value, (usd) => `$${usd >= 100 ? Math.round(usd) : usd.toFixed(usd >= 1 ? 2 : 3)}`);

/** A sum of costs: `>$9.80` where some of what was used has no price. */
export const totalCost = ({ total, unpriced }: { total: number | null; unpriced: number }): string =>
  `${total !== null && unpriced > 0 ? '>' : ''}${dollars(total)}`;

export const thousands = (value: number | null | undefined): string =>
  known(value, (n) =>
    n >= 1e6 ? `${Number((n / 1e6).toPrecision(3))}M` : n >= 1e4 ? `${Math.round(n / 1e3)}k` : String(n),
  );

/** `2026-11-21 10:00` */
export const minute = (time: string | null | undefined): string =>
  time ? `${time.slice(0, 10)} ${time.slice(11, 16)}` : '-';

/** `2026-11-21 10:00 to 2026-11-21 11:30`; a span that begins and ends with the same words is said once. */
export const fromTo = (first: string, last: string): string => (first === last ? first : `${first} to ${last}`);
