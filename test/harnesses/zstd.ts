/** Frames of zstd by hand (RFC 8878, 3.1.1): no block of them is compressed, so that any Node writes them. */

const MOST = 131_072;
const [RAW, RLE] = [0, 1];

const block = (type: number, size: number, bytes: Uint8Array, last: boolean): Buffer => {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3);
  return Buffer.concat([header, bytes]);
};

/** The start of a frame that does not say how much it holds. @param window of 2^(10 + this) bytes */
export const frameHead = (window = 11): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window << 3]);

/** A file with these bytes, in one frame. */
export function zstdOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += MOST) {
    const part = bytes.subarray(at, at + MOST);
    blocks.push(block(RAW, part.length, part, at + MOST >= bytes.length));
  }
  return Buffer.concat([frameHead(), ...blocks]);
}

/** A frame of so many bytes, all the same, in a 32,768th of them. */
export function bombOf(bytes: number): Buffer {
  const blocks = Math.ceil(bytes / MOST);
  const one = block(RLE, MOST, Buffer.from('x'), false);
  const body = Buffer.alloc(one.length * (blocks - 1), one);
  return Buffer.concat([frameHead(), body, block(RLE, MOST, Buffer.from('x'), true)]);
}
