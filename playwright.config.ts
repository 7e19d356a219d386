import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // One desktop, one tray, one notification service: the tests take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  // Passed at once where it can be; a shared machine is at times three times slower.
  expect: { timeout: 20_000 },
  reporter: [['list']],
})
