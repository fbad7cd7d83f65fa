import { isPlain } from '../../lib/schema.ts';
import { findJson, type Parser } from '../collect/parser.ts';

/** Where Istanbul's reporter `json-summary` writes by default. */
const FILE = 'coverage/coverage-summary.json';

/** Share of lines covered, from the summary on stdout or in its usual file, if this run wrote it. */
const read: Parser['read'] = ({ code, stdout, file }) => {
  const summary = [findJson(stdout), findJson(file ?? '')].find((one) => isPlain(one) && isPlain(one.total));
  const total = isPlain(summary) ? summary.total : null;
  const lines = isPlain(total) ? total.lines : null;
  if (!isPlain(lines) || typeof lines.pct !== 'number' || !(lines.pct >= 0 && lines.pct <= 100)) return null;
  const share = lines.pct / 100;
  const success = code === null ? null : code === 0;
  return { success, value: share, quality: share, share: true, says: `${lines.pct} % of lines covered` };
};

const parser: Parser = { file: FILE, read };

export default parser;
