import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Suites by file name: unit (everywhere), deep (long), aws (an emulated AWS), browser (Chromium), terraform (terraform and go). */
const suite = (name: string, include: string[], testTimeout: number, more: { readonly isolate?: boolean } = {}) => ({
  test: {
    name,
    include,
    ...more,
    testTimeout,
    hookTimeout: testTimeout,
    environment: 'node' as const,
    pool: 'forks' as const,
    globalSetup: ['test/build-once.ts'],
  },
});

export default defineConfig({
  test: {
    // By itself vitest leaves one core to others: on two cores that is half of them. Many tests wait for processes and sockets.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      // Loading the same modules for each of 280 files took a quarter of the time. So a test puts back what it has changed.
      suite('unit', ['src/**/*.test.ts', 'test/**/*.test.ts', 'rules/**/*.test.ts', 'infra/**/*.test.ts'], 60_000, {
        isolate: false,
      }),
      suite('deep', ['src/**/*.deep.ts', 'test/**/*.deep.ts'], 1_200_000),
      suite('aws', ['test/aws/**/*.aws.ts'], 120_000),
      suite('browser', ['test/browser/**/*.browser.ts'], 120_000),
      suite('terraform', ['infra/**/*.terraform.ts'], 600_000),
    ],
  },
});
