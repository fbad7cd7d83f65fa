import type { Line } from './lines.ts';
import type { Memory } from './sections.ts';

/** The line of the frontmatter that says `updated:`, in its parts; null where there is none. */
function findUpdated(memory: Memory): { line: Line; parts: RegExpExecArray } | null {
  if (memory.lines[0]?.kind !== 'aside' || !/^\uFEFF?---/.test(memory.lines[0].text)) return null;
  for (const line of memory.lines.slice(1)) {
    if (/^(---|\.\.\.)/.test(line.text)) break;
    const parts = /^(updated[ \t]*:)([ \t]*)(["']?)([\dT:.Z+-]*)(["']?)(?=[ \t]*$|[ \t]+#)/.exec(line.text);
    if (parts) return { line, parts };
  }
  return null;
}

/** The date behind `updated:`; empty where there is none. */
export const updatedOf = (memory: Memory): string => findUpdated(memory)?.parts[4] ?? '';

/** Sets that date, where there is one; all else stays. */
export function touchUpdated(text: string, memory: Memory, date: string): string {
  const found = findUpdated(memory);
  if (!found) return text;
  const { line, parts } = found;
  const [whole, key, gap, open, , close] = parts;
  return text.slice(0, line.start) + key + (gap || ' ') + open + date + close + text.slice(line.start + whole.length);
}
