/** Blanks at which a line may break: not those between a number and its unit. */
const BREAKS = /(?<!\d) | (?!(?:%|s|ms|min|h|points)(?!\w))/;

/** Breaks a text between words so that it fits; further lines are indented as far as the first one's text. */
export function wrap(first: string, text: string, columns: number): string {
  const indent = ' '.repeat(first.length);
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(BREAKS)) {
    const glue = line.length > first.length || lines.length > 0 ? (line === indent ? '' : ' ') : '';
    if (line.trim() !== '' && line.length > indent.length && line.length + glue.length + word.length > columns) {
      lines.push(line);
      line = indent + word;
    } else line += (line === first || line === indent ? '' : glue) + word;
  }
  return [...lines, line].join('\n');
}
