import { isMarker } from './markers.ts';
import { parseObject, readRawLines, textOfLine } from './raw-lines.ts';
import { rewriteLog } from './rewrite.ts';

const RETURN = 13;
/** The first byte of a marker, or of a byte order mark before it. */
const MARKS: ReadonlySet<number | undefined> = new Set([...'<|>='].map((sign) => sign.charCodeAt(0)).concat(0xef));

/** Marker lines go; a record loses its carriage return; what is not understood stays as it is. */
function heal(line: Buffer): Buffer | null {
  if (MARKS.has(line[0]) && isMarker(textOfLine(line))) return null;
  if (line.at(-1) !== RETURN) return line;
  return line.length === 1 || parseObject(textOfLine(line)) ? line.subarray(0, -1) : line;
}

/**
 * Takes out of a log's file what a merge, an editor or a killed writer left there: marker lines, carriage returns, a torn
 * end. Every other line stays to the byte. The caller holds the log's lock.
 *
 * @returns whether anything was (under `dryRun`: is) to be healed
 */
export function healLog(file: string, tmpFolder: string, dryRun: boolean): boolean {
  let ill = false;
  readRawLines(file, (line, span) => {
    if (!ill) ill = !span.ended || (line !== null && heal(line) !== line);
  });
  if (ill && !dryRun) rewriteLog(file, [file], { keep: heal }, tmpFolder);
  return ill;
}
