import { defineConfig } from '@playwright/test';

// One kiosk at a time: two cores, and a kiosk is alone on its machine too.
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  workers: 1,
  timeout: 90_000,
  // A second try is printed by scripts/test.ts beside the sum: seen, but a busy machine does not stop a landing.
  retries: 1,
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
