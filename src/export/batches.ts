import type { Destination } from './contract.ts';
import type { ExportItem } from './item.ts';

/** Items that go in one request. */
export interface Batch {
  lane: string;
  items: ExportItem[];
  parts: string[];
}

/** Below the limits of every backend: Datadog takes 1,000 logs and 5 MB, a collector usually 4 MB and more. */
const MOST_ITEMS = 500;
const MOST_BYTES = 3 * 1024 * 1024;

export interface Batches {
  /** Lane by lane, each in the order of the items. */
  batches: Batch[];
  /** Items that the backend takes only with a time. */
  timeless: number;
}

/** Cuts items into requests. The same items give the same requests. */
export function batchesOf(destination: Destination, items: readonly ExportItem[], now: number): Batches {
  const lanes = new Map<string, Batch[]>();
  const sizes = new Map<Batch, number>();
  let timeless = 0;
  for (const item of items) {
    const written = destination.encode(item, now);
    if (written === null) {
      timeless++;
      continue;
    }
    const { lane, json } = written;
    const size = Buffer.byteLength(json) + 1;
    const own = lanes.get(lane) ?? [];
    lanes.set(lane, own);
    let batch = own.at(-1);
    if (!batch || batch.items.length >= MOST_ITEMS || sizes.get(batch)! + size > MOST_BYTES) {
      batch = { lane, items: [], parts: [] };
      own.push(batch);
      sizes.set(batch, 0);
    }
    batch.items.push(item);
    batch.parts.push(json);
    sizes.set(batch, sizes.get(batch)! + size);
  }
  return { batches: [...lanes.values()].flat(), timeless };
}
