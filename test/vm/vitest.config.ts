import { defineConfig } from 'vitest/config';

// The lane on a real kernel: one boot of an emulated machine, so it runs by itself (scripts/test.ts) and is patient.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.lane.ts'],
    globalSetup: ['../temporary-folder.ts', './set-up.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: process.env.LONG === '1' ? 1_000_000 : 300_000,
  },
});
