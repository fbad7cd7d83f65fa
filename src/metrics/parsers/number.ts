import type { Parser } from '../collect/parser.ts';

/** The last line that is a number, alone or after a word and a colon: `coverage: 81.5 %`. */
const LINE = /^(?:[^\d\n]*[:=]\s*)?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*%?$/i;

const read: Parser['read'] = ({ code, stdout }) => {
  const found = stdout
    .split(/\r?\n/)
    .map((line) => LINE.exec(line.trim())?.[1])
    .findLast((text) => text !== undefined);
  const value = found === undefined ? Number.NaN : Number(found);
  if (!Number.isFinite(value)) return null;
  return {
    success: code === null ? null : code === 0,
    value,
    quality: null,
    share: false,
    says: `the number ${value}`,
  };
};

const parser: Parser = { read };

export default parser;
