import { expect, test } from 'vitest';
import { linesPrinted, linesRead } from '../../src/harnesses/lines-read.ts';

test.each([
  [{ offset: 100, limit: 50 }, [100, 150]],
  [{ limit: 50 }, [0, 50]],
  [{ offset: 100 }, [100, 1e9]],
  [{ view_range: [10, 20] }, [10, 20]],
  [{ view_range: [10, -1] }, [10, 1e9]],
  [{ start_line: 3, end_line: 9 }, [3, 9]],
  [{ start_line_one_indexed: 3, end_line_one_indexed_inclusive: 9 }, [3, 9]],
  [{}, undefined],
  [{ offset: '7', limit: -1, view_range: 'all' }, undefined],
])('%j is the part %j', (input, lines) => expect(linesRead(input).lines).toEqual(lines));

test.each([
  ["sed -n '1,260p' src/a.go", [1, 260]],
  ["nl -ba a.go | sed -n '397,620p'", [397, 620]],
  ['head -n 40 a.go', [0, 40]],
  ['head -40 a.go', [0, 40]],
  ['cat a.go', undefined],
])('%s prints the part %j', (command, lines) => expect(linesPrinted(command).lines).toEqual(lines));
