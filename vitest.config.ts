import { defineConfig } from 'vitest/config';

// Unit and cross-room tests run in plain Node; the real Electron is driven by Playwright (test/e2e).
export default defineConfig({
  test: {
    include: ['{src-main,src-renderer,drivers,platform,scripts,catalogue}/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: ['test/temporary-folder.ts'],
    pool: 'forks',
    // Half of what these tests do is waiting for wires: so there are twice as many at once as two cores.
    maxWorkers: 4,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
