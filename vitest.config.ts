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

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts', 'playground/example/*.test.ts'],
    sequence: { sequencer: CampaignsFirst },
    // Child processes, browsers and painters share two cores; more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
