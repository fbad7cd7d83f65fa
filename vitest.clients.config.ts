import { defineConfig } from 'vitest/config';

/** Real coding agents against a scripted model on loopback. Two at a time: each is a program of 200 MB. */
export default defineConfig({
  test: { include: ['test/clients/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 360_000, maxWorkers: 2 },
});
