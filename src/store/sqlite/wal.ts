const HEADER = 32;
const FRAME = 24;

/**
 * A database with the committed frames of its write-ahead log laid over it, as SQLite itself would see the two.
 * Frames with another salt (left over from before a reset) or a wrong checksum (torn) end the log; those after the last
 * commit are left out. Source: "The WAL File Format", sqlite.org/fileformat2.html, section 4.
 *
 * @param limit of the result in bytes
 * @returns the database, a new one where it grew; null above the limit
 */
export function applyWal(database: Buffer, wal: Buffer, limit: number): Buffer | null {
  const { pages, pageSize, size } = committedFrames(wal);
  if (size === null) return database;
  const bytes = size * pageSize;
  if (bytes > limit) return null;
  const whole = bytes > database.length ? Buffer.alloc(bytes) : database.subarray(0, bytes);
  if (whole.length > database.length) database.copy(whole);
  for (const [page, at] of pages) {
    if (page <= size) wal.copy(whole, (page - 1) * pageSize, at, at + pageSize);
  }
  return whole;
}

interface Committed {
  /** Page number -> byte of its newest committed content in the log. */
  pages: Map<number, number>;
  pageSize: number;
  /** Pages of the database after the last commit; null for none. */
  size: number | null;
}

function committedFrames(wal: Buffer): Committed {
  const pages = new Map<number, number>();
  let size: number | null = null;
  const magic = wal.length >= HEADER ? wal.readUInt32BE(0) : 0;
  const pageSize = wal.length >= HEADER ? wal.readUInt32BE(8) : 0;
  const powerOfTwo = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0;
  if ((magic & ~1) >>> 0 !== 0x377f0682 || wal.readUInt32BE(4) !== 3_007_000 || !powerOfTwo) {
    return { pages, pageSize, size };
  }
  const read = magic & 1 ? (at: number) => wal.readUInt32BE(at) : (at: number) => wal.readUInt32LE(at);
  const sum: [number, number] = [0, 0];
  addChecksum(sum, read, 0, 24);
  if (!isChecksum(sum, wal, 24)) return { pages, pageSize, size };
  let open: Array<[number, number]> = [];
  for (let at = HEADER; at + FRAME + pageSize <= wal.length; at += FRAME + pageSize) {
    if (wal.compare(wal, 16, 24, at + 8, at + 16) !== 0) break;
    addChecksum(sum, read, at, 8);
    addChecksum(sum, read, at + FRAME, pageSize);
    if (!isChecksum(sum, wal, at + 16)) break;
    const page = wal.readUInt32BE(at);
    if (page === 0) break;
    open.push([page, at + FRAME]);
    const after = wal.readUInt32BE(at + 4);
    if (after === 0) continue;
    for (const [number, place] of open) pages.set(number, place);
    open = [];
    size = after;
  }
  return { pages, pageSize, size };
}

function addChecksum(sum: [number, number], read: (at: number) => number, from: number, length: number): void {
  let [a, b] = sum;
  for (let at = from; at < from + length; at += 8) {
    a = (a + read(at) + b) >>> 0;
    b = (b + read(at + 4) + a) >>> 0;
  }
  sum[0] = a;
  sum[1] = b;
}

const isChecksum = ([a, b]: [number, number], wal: Buffer, at: number): boolean =>
  wal.readUInt32BE(at) === a && wal.readUInt32BE(at + 4) === b;
