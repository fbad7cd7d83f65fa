import type { Parser } from '../collect/parser.ts';

/** 0 is success, as everywhere. A command that a signal ended says nothing. */
const read: Parser['read'] = ({ code }) =>
  code === null
    ? null
    : { success: code === 0, value: code === 0 ? 1 : 0, quality: null, share: true, says: `exit code ${code}` };

const parser: Parser = { read };

export default parser;
