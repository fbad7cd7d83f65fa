/** A table that is asked for words which people type: `constructor` and `toString` stand in none of them by themselves. */
export const wordTable = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.assign(Object.create(null) as Record<string, T>, entries);
