import { defineConfig } from 'vitest/config';

// Unit and cross-room tests run in plain Node; the real Electron is driven by Playwright (test/e2e).
export default defineConfig({
  test: {
    include: ['{src-main,src-renderer,drivers,platform,scripts,catalogue}/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
