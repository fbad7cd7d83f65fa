/** What V8 of Node 20 and 22 lets it grow to. */
const MOST_BYTES = 32 * 2 ** 20;

let capped = false;

/**
 * Keeps V8's young generation from growing beyond 32 MB: newer ones let it double further, and reading a gigabyte then takes
 * 100 MB more without being faster. V8 takes no smaller limit once it runs, but a factor of growth. For long reads, again and again.
 */
export function capYoungGeneration(): void {
  if (capped) return;
  const v8 = process.getBuiltinModule('node:v8');
  const size = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
  if (size < MOST_BYTES) return;
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  capped = true;
}
