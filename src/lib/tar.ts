const BLOCK = 512;
/** What the name field of a header holds, in bytes. */
const NAME = 100;

/** A file of an archive. */
export interface TarEntry {
  /** Relative, with `/`. */
  path: string;
  content: Uint8Array;
}

function header(name: string, size: number, type: '0' | 'x'): Buffer {
  const head = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void => {
    head.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  };
  head.write(name, 0, NAME, 'utf8');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  head.write('        ', 148, 'latin1');
  head.write(type, 156, 'latin1');
  head.write('ustar\x0000', 257, 'latin1');
  const sum = head.reduce((all, byte) => all + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return head;
}

const padded = (content: Uint8Array): Uint8Array[] => [
  content,
  Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
];

/** A path that the header has no room for, as a record of its own: `<length> path=<path>`. */
function longPath(path: string): Uint8Array[] {
  const rest = ` path=${path}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length) length++;
  const record = Buffer.from(`${length}${rest}`);
  return [header('././@PaxHeader', record.length, 'x'), ...padded(record)];
}

/**
 * An archive that `tar xf` unpacks, with no times and no owners: the same files give the same bytes.
 * Format: POSIX pax (IEEE 1003.1).
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content }) => [
    ...(Buffer.byteLength(path) > NAME ? longPath(path) : []),
    header(path, content.length, '0'),
    ...padded(content),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}
