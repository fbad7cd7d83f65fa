/** A line that git leaves around the two sides of a conflict. */
export const isMarker = (line: string): boolean => /^(<{7}|\|{7}|>{7})( |\r?$)|^={7}\r?$/.test(line);
