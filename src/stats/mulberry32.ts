/**
 * Repeatable numbers in 0..1 from a 32-bit seed. Good enough to resample, not for secrets.
 *
 * Source: Tommy Ettinger's mulberry32 (public domain). `mulberry32(1)()` is 0.6270739405881613.
 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A 32-bit seed from numbers: the same values in the same order give the same seed. FNV-1a over their IEEE 754 bytes,
 * little-endian on every machine.
 */
export function seedOf(...groups: ReadonlyArray<readonly number[]>): number {
  let hash = 0x811c9dc5;
  const view = new DataView(new ArrayBuffer(8));
  for (const group of groups) {
    for (const value of [group.length, ...group]) {
      view.setFloat64(0, value, true);
      for (let i = 0; i < 8; i++) hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
    }
  }
  return hash >>> 0;
}
