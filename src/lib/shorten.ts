/** Fits a name by its middle: what tells it from its like stands at either end. `claude-so…-20250929` */
export function shortenMiddle(name: string, width: number): string {
  if (name.length <= width) return name;
  if (width < 5) return name.slice(0, Math.max(0, width));
  const head = Math.ceil((width - 1) / 2);
  return `${name.slice(0, head)}…${name.slice(name.length - (width - 1 - head))}`;
}

/** Fits what stands in a cell: a name (no blank in it) by its middle, a text by its end. */
export const shorten = (text: string, width: number): string =>
  text.length > width && text.includes(' ') && width > 1 ? `${text.slice(0, width - 1)}…` : shortenMiddle(text, width);
