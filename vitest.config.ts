import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// A limit of time ends a test that hangs; it is no judgement on the machine, which may be three times slower and busy.
// oxlint-disable-next-line import/no-default-export -- vitest reads the default export
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'test/*.test.ts', 'test/faults/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'threads',
    isolate: false,
    // Two at least: while one waits, for a process or a clock, another computes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
  },
})
