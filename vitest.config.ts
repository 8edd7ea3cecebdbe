import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The playground's own name means its sources here, and what was built of them in a published package.
const conditions = ['source'];

const isCampaign = ({ moduleId }: TestSpecification) => moduleId.includes('/test/campaign/');

/** Large files first, as ever, but campaigns before all: they are short files that run for minutes. */
class CampaignsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isCampaign), ...sorted.filter((file) => !isCampaign(file))];
  }
}

const FAST = ['unit', 'contract', 'property', 'architecture'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

// Files that put something of their own in a module's or a global's place.
const ALONE = ['test/unit/discord/imagine-work.test.ts', 'test/property/expression-effort.test.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'playground/example/*.test.ts'],
          exclude: FAST,
          globalSetup: 'test/fixtures/bundled-bot.ts',
          // They wait for bots and browsers for a third of their time.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 3, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        // Two hundred files share two processes: starting one for each, and reading the sources again, took longer
        // than many of their tests.
        test: {
          name: 'fast',
          include: FAST,
          exclude: ALONE,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    sequence: { sequencer: CampaignsFirst },
    // Two cores; more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
