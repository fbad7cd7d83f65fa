import { defineConfig } from 'vitest/config';

// Modules are tested from their source, commands as the built program.
export default defineConfig({
  define: { KA_VERSION: JSON.stringify('0.0.0') },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/clients/**'],
    // No test measures time by it: it ends a run that hangs, also on a machine with much else to do.
    testTimeout: 300_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
