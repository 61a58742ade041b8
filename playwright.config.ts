import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  // Two kiosks at once, each with a display, a data folder and devices of its own: most of a test is waiting.
  workers: 2,
  timeout: 90_000,
  // What needed another try is printed by scripts/test.ts beside the sum: seen, but a busy machine stops nothing.
  retries: 2,
  forbidOnly: true,
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
