const ITEM = /^(?:[-*+]|\d+[.)])\s+(.*)$/;

/**
 * The items of a text's outermost lists, without their marks and their indent, and all that is no part of one.
 * An item goes on in lines that are indented, and in those that follow without a blank line.
 */
export function itemsOf(text: string): { items: string[]; other: string } {
  const items: string[][] = [];
  const other: string[] = [];
  let open = false;
  let blank = false;
  for (const line of text.split('\n')) {
    const item = ITEM.exec(line)?.[1];
    if (item !== undefined) items.push([item]);
    else if (line.trim() === '') items.at(-1)?.push('');
    else if (open && (/^\s/.test(line) || !blank)) items.at(-1)!.push(line.replace(/^(?: {2,4}|\t)/, ''));
    else {
      other.push(line);
      open = false;
    }
    if (item !== undefined) open = true;
    blank = line.trim() === '';
  }
  return { items: items.map((lines) => lines.join('\n').trim()), other: other.join('\n').trim() };
}
