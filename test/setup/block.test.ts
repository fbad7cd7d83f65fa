import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HASH_BLOCK, MARKDOWN_BLOCK, readBlock, removeBlock, setBlock } from '../../src/store/docs/block.ts';

test('a block goes into any text and out again, to the byte', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\r\n', '# x', ' '), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom(HASH_BLOCK, MARKDOWN_BLOCK), (before, style) => {
      const after = setBlock(before, ['one', 'two'], style);
      expect(readBlock(after, style)).toEqual(['one', 'two']);
      expect(setBlock(after, ['one', 'two'], style)).toBe(after);
      expect(removeBlock(after, style)).toBe(before);
      expect(removeBlock(setBlock(after, ['other'], style), style)).toBe(before);
    }),
    { numRuns: 500 },
  );
});

test('a file that is nothing but the block is gone again', () => {
  expect(removeBlock(setBlock(null, ['one'], HASH_BLOCK), HASH_BLOCK)).toBeNull();
});

test('text around the block stays', () => {
  const made = setBlock(null, ['one'], HASH_BLOCK);
  expect(removeBlock(`${made}mine\n`, HASH_BLOCK)).toBe('mine\n');
  expect(removeBlock('no block\n', HASH_BLOCK)).toBe('no block\n');
});
