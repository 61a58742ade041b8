import { defineConfig } from '@playwright/test';

// One kiosk at a time: two cores, and a kiosk is alone on its machine too.
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  workers: 1,
  timeout: 90_000,
  // What needed another try is printed by scripts/test.ts beside the sum: seen, but a busy machine stops nothing.
  retries: 2,
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
