import { defineConfig } from 'vitest/config';

// Worker threads crash Temporal's native module on the second test file (8 of 8 runs, exit 139), so every project forks.
const shared = { pool: 'forks' as const, hookTimeout: 60_000 };
// Projects with a server behind them run file after file: the servers are shared and there are few cores.
const withServers = { ...shared, fileParallelism: false, testTimeout: 60_000 };

// Files follow each other in one process, and import what they share once.
const inOneProcess = { isolate: false };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/*.test.ts', 'test/{chaos,pipeline,report,worker}/**/*.test.ts'],
          testTimeout: 30_000,
          ...inOneProcess,
        },
      },
      {
        test: {
          ...withServers,
          name: 'workflows',
          include: ['test/workflows/**/*.test.ts', 'test/client/**/*.test.ts'],
          globalSetup: ['test/support/provide-temporal.ts'],
          ...inOneProcess,
        },
      },
      {
        test: {
          ...withServers,
          name: 'activities',
          include: ['test/activities/**/*.test.ts', 'test/conformance/**/*.test.ts'],
          globalSetup: ['test/support/provide-local-snowflake.ts'],
          ...inOneProcess,
        },
      },
      {
        // A process of its own a file: the driver's settings are those of its process, and these tests want its defaults.
        test: {
          ...withServers,
          name: 'local-snowflake',
          include: ['test/local-snowflake/**/*.test.ts'],
          globalSetup: ['test/support/provide-local-snowflake.ts'],
        },
      },
      {
        test: {
          ...withServers,
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          globalSetup: ['scripts/build-before-tests.mjs'],
          setupFiles: ['test/support/compiled-programs.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...withServers,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: [
            'test/support/provide-local-snowflake.ts',
            'scripts/build-before-tests.mjs',
            'test/faults/provide-servers.ts',
          ],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        // `npm run test:live`: the same scripts against the account that SNOWFLAKE_* names.
        test: { ...withServers, name: 'live', include: ['test/conformance/**/*.test.ts'] },
      },
    ],
  },
});
