const CONTEXT = 3;
/** Above this many cells the table of the comparison costs more than the answer is worth. */
const MAX_CELLS = 4_000_000;

type Mark = ' ' | '-' | '+';
type Line = readonly [mark: Mark, text: string];

/** Lines of a text; a missing newline at its end shows as git shows it. */
function linesOf(text: string | null): string[] {
  if (!text) return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines.push('\\ No newline at end of file');
  return lines;
}

/** The shortest script from `a` to `b`, by the longest common subsequence. */
function compare(a: readonly string[], b: readonly string[]): Line[] {
  if (a.length * b.length > MAX_CELLS) {
    return [...a.map((text): Line => ['-', text]), ...b.map((text): Line => ['+', text])];
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] = a[i] === b[j] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const script: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const at = i * width + j;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      script.push([' ', a[i]!]);
      [i, j] = [i + 1, j + 1];
    } else if (i < a.length && (j === b.length || common[at + width]! >= common[at + 1]!)) script.push(['-', a[i++]!]);
    else script.push(['+', b[j++]!]);
  }
  return script;
}

/** A unified diff of two texts, null standing for no file; empty if they are the same. */
export function diffText(path: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const lead = Math.max(0, start - CONTEXT);
  const trail = Math.max(0, end - CONTEXT);
  const script: Line[] = [
    ...a.slice(lead, start).map((text): Line => [' ', text]),
    ...compare(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end, a.length - trail).map((text): Line => [' ', text]),
  ];
  // As git writes an absolute path: `b/tmp/x`.
  const name = path.replace(/^\/+/, '');
  const span = (lines: string[]): string => `${lines.length === 0 ? 0 : lead + 1},${lines.length - lead - trail}`;
  return [
    `--- ${before === null ? '/dev/null' : `a/${name}`}`,
    `+++ ${after === null ? '/dev/null' : `b/${name}`}`,
    `@@ -${span(a)} +${span(b)} @@`,
    ...script.map(([mark, text]) => mark + text),
    '',
  ].join('\n');
}
