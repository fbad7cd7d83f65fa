const [CHAR, LINE, PAD, BAR] = [8.4, 19, 18, 34];

/** Spaces become no-break spaces: not every renderer keeps runs of plain ones. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(' ', '\u00a0')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** Cuts a line at a width, with an ellipsis. */
const clip = (line: string, width: number): string => (line.length > width ? `${line.slice(0, width - 1)}…` : line);

/**
 * Draws lines of plain text as a terminal window (SVG, no script, no font file). Lines that start with `$ ` are
 * commands, lines that start with `#` headings. Same lines, same bytes.
 *
 * @param columns the width in characters; longer lines are cut
 */
export function terminalSvg(title: string, lines: readonly string[], columns = 104): string {
  const shown = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  const width = Math.ceil(columns * CHAR + 2 * PAD);
  const height = BAR + shown.length * LINE + 2 * PAD;
  const rows = shown.map((line, at) => {
    const kind = line.startsWith('$ ') ? ' class="c"' : line.startsWith('#') ? ' class="h"' : '';
    const y = BAR + PAD + at * LINE + 12;
    return line === '' ? '' : `<text x="${PAD}" y="${y}"${kind}>${escapeXml(clip(line, columns))}</text>\n`;
  });
  const dots = ['#e0645c', '#e0b050', '#64b464'].map(
    (fill, at) => `<circle cx="${PAD + 6 + at * 20}" cy="${BAR / 2}" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title).replaceAll('\u00a0', ' ')}">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d4d8de}.c{fill:#8fd18f;font-weight:600}.h{fill:#8fb8e8;font-weight:600}.t{fill:#9aa2ad;text-anchor:middle}</style>
<rect width="${width}" height="${height}" rx="9" fill="#1b1f26"/>
${dots.join('')}
<text x="${width / 2}" y="${BAR / 2 + 5}" class="t">${escapeXml(title)}</text>
${rows.join('')}</svg>
`;
}
