import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// A developer's git settings, name or clock must not change a result.
const git = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test Author',
  GIT_AUTHOR_EMAIL: 'author@example.invalid',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Test Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.invalid',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
}
const shared = { restoreMocks: true, unstubEnvs: true, unstubGlobals: true }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          environment: 'node',
          // Nothing here has state of its own between files; an own process for each took two thirds of the time.
          isolate: false,
          maxWorkers: 2,
          include: ['tests/unit/**/*.test.ts'],
          env: { TZ: 'UTC' },
        },
      },
      {
        plugins: [react()],
        test: {
          ...shared,
          name: 'view',
          environment: 'happy-dom',
          isolate: false,
          maxWorkers: 2,
          setupFiles: ['tests/view/support/tidy-page.ts'],
          include: ['tests/view/**/*.test.{ts,tsx}'],
          env: { TZ: 'UTC' },
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          environment: 'node',
          pool: 'forks',
          // Much of the time goes into waiting for git, codex and time limits: three files at a time keep two processors busy.
          maxWorkers: 3,
          // A poll ends as soon as it can; how long that takes on a loaded machine proves nothing.
          expect: { poll: { timeout: 20_000 } },
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/bundles-setup.ts', 'tests/support/native-setup.ts'],
          env: { ...git, TZ: 'UTC' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
