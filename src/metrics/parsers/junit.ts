import { XMLParser } from 'fast-xml-parser';
import { isPlain } from '../../lib/schema.ts';
import { measureTests, type Parser } from '../collect/parser.ts';

/** Entities stay as they are: only tags are counted, and a bomb of them is never expanded. */
const xml = new XMLParser({
  ignoreAttributes: false,
  processEntities: false,
  isArray: (name) => name === 'testcase' || name === 'testsuite',
});

interface Count {
  passed: number;
  failed: number;
}

/** Counts the cases themselves: the totals at the top differ between tools. Suites may nest. */
function countCases(node: unknown, count: Count): void {
  if (Array.isArray(node)) {
    for (const item of node) countCases(item, count);
    return;
  }
  if (!isPlain(node)) return;
  for (const test of Array.isArray(node.testcase) ? node.testcase : []) {
    if (isPlain(test) && ('failure' in test || 'error' in test)) count.failed++;
    else if (!isPlain(test) || !('skipped' in test)) count.passed++;
  }
  countCases(node.testsuite, count);
}

/** JUnit XML, as Surefire, pytest, vitest, go-junit-report and the like write it. */
const read: Parser['read'] = ({ code, stdout }) => {
  const from = stdout.search(/<\?xml|<testsuites?[\s>/]/);
  const to = Math.max(stdout.lastIndexOf('</testsuites>') + 13, stdout.lastIndexOf('</testsuite>') + 12);
  if (from < 0 || to <= from) return null;
  let tree: unknown;
  try {
    tree = xml.parse(stdout.slice(from, to));
  } catch {
    return null;
  }
  if (!isPlain(tree)) return null;
  const count: Count = { passed: 0, failed: 0 };
  countCases(tree.testsuites ?? tree, count);
  return measureTests(count, code);
};

const parser: Parser = { read };

export default parser;
