const BLOCK = 512;

/** A file of an archive. */
export interface TarEntry {
  /** Relative, with `/`. */
  path: string;
  content: Uint8Array;
}

/** A path in at most 100 bytes, with at most 155 bytes of folders before it; null: it is too long. */
function split(path: string): { name: string; prefix: string } | null {
  const size = (text: string): number => Buffer.byteLength(text);
  if (size(path) <= 100) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (size(name) <= 100 && size(prefix) <= 155) return { name, prefix };
  }
  return null;
}

function header({ name, prefix }: { name: string; prefix: string }, size: number): Buffer {
  const head = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void => {
    head.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  };
  head.write(name, 0, 'utf8');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  head.write('        ', 148, 'latin1');
  head.write('0', 156, 'latin1');
  head.write('ustar\x0000', 257, 'latin1');
  head.write(prefix, 345, 'utf8');
  const sum = head.reduce((all, byte) => all + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return head;
}

/**
 * An archive that `tar xf` unpacks, with no times and no owners: the same files give the same bytes.
 * Format: POSIX ustar (IEEE 1003.1, pax).
 *
 * @returns the archive, or the path that is too long for the format
 */
export function tar(entries: readonly TarEntry[]): Buffer | { tooLong: string } {
  const blocks: Uint8Array[] = [];
  for (const { path, content } of entries) {
    const name = split(path);
    if (!name) return { tooLong: path };
    blocks.push(header(name, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}
