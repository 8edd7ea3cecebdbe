import { defineConfig } from 'vitest/config';

// The playground's own name means its sources here, and what was built of them in a published package.
const conditions = ['source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts', 'playground/example/*.test.ts'],
    // Child processes, browsers and painters share two cores; more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
