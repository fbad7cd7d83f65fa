// Preloaded: writes the most memory that the process held (kilobytes, all its threads) to the file KA_PEAK.
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  process.on('exit', () => {
    // On macOS `maxRSS` is of the same unit: libuv turns bytes into kilobytes.
    if (process.env.KA_PEAK) writeFileSync(process.env.KA_PEAK, String(process.resourceUsage().maxRSS));
  });
}
