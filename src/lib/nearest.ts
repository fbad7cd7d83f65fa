/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. Source: optimal string alignment. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  for (let j = 1; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = best;
    }
  }
  return rows[a.length]![b.length]!;
}

/** The name that was probably meant: at most a third of the word differs; ties go to the first. Null if none is near. */
export function nearest(word: string, names: Iterable<string>): string | null {
  if (word.length > 100) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  const lower = word.toLowerCase();
  for (const name of names) {
    const other = name.toLowerCase();
    // Each letter more is an edit.
    if (Math.abs(lower.length - other.length) >= least) continue;
    const d = distance(lower, other);
    if (d < least) [best, least] = [name, d];
  }
  return best;
}

/** A beginning of so many letters is no slip of the finger: the rest was left out. */
const BEGINNING = 3;

/** `nearest`, or else the first name that begins so: `--fail` for `--failure`. For words of ka's own, not for names that people give. */
export function nearestOrBegun(word: string, names: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const begins = lower.replace(/^-+/, '').length >= BEGINNING;
  return nearest(word, names) ?? names.find((name) => begins && name.toLowerCase().startsWith(lower)) ?? null;
}
