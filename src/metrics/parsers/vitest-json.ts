import { isPlain } from '../../lib/schema.ts';
import { findJson, measureTests, type Parser } from '../collect/parser.ts';

/** The JSON reporter that vitest took over from jest: totals at the top. A suite that did not load counts as failed. */
const read: Parser['read'] = ({ code, stdout }) => {
  const report = findJson(stdout);
  if (!isPlain(report) || typeof report.numTotalTests !== 'number') return null;
  const { numPassedTests: passed, numFailedTests: failed, testResults } = report;
  if (typeof passed !== 'number' || typeof failed !== 'number') return null;
  const suites = Array.isArray(testResults) ? testResults.filter(isPlain) : [];
  const broken = suites.filter(
    (suite) =>
      suite.status === 'failed' && Array.isArray(suite.assertionResults) && suite.assertionResults.length === 0,
  );
  return measureTests({ passed, failed: failed + broken.length }, code);
};

const parser: Parser = { read };

export default parser;
