import { measureTests, type Parser } from '../collect/parser.ts';

const RESULT = /^(ok|not ok)\b(.*)$/;
const PLAN = /^1\.\.(\d+)/;

/**
 * Test Anything Protocol, versions 12 to 14: the points of the outermost level. Todo and skipped points count on neither
 * side; a point that the plan promises and that never came is a failure, and so is `Bail out!`.
 *
 * Source: testanything.org, TAP 14 specification.
 */
const read: Parser['read'] = ({ code, stdout }) => {
  let [passed, failed, seen] = [0, 0, 0];
  let planned: number | null = null;
  let yaml = false;
  for (const line of stdout.split(/\r?\n/)) {
    if (yaml || /^ +---\s*$/.test(line)) {
      yaml = !/^ +\.\.\.\s*$/.test(line);
      continue;
    }
    const plan = PLAN.exec(line);
    if (plan) planned = Number(plan[1]);
    if (line.startsWith('Bail out!')) failed++;
    const result = RESULT.exec(line);
    if (!result) continue;
    seen++;
    if (/(^|[^\\])#\s*(todo|skip)/i.test(result[2]!)) continue;
    if (result[1] === 'ok') passed++;
    else failed++;
  }
  if (planned === null && seen === 0) return null;
  return measureTests({ passed, failed: failed + Math.max(0, (planned ?? seen) - seen) }, code);
};

const parser: Parser = { read };

export default parser;
