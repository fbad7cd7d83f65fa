/** `a, b, c and 4 more`: a list as it stands in a sentence. */
export const shownList = (names: readonly string[], most = 12): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
