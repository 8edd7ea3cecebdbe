/** The short form of `npm run fuzz`: the same targets, a fixed seed, a few hundred inputs each. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUZZ_TARGETS } from './targets.ts';

const SEED = 20261129;
const RUNS = 150;

test.each(FUZZ_TARGETS)(
  '$name',
  async ({ open }) => {
    const { property, close } = await open();
    try {
      const details = await fc.check(property, { seed: SEED, numRuns: RUNS });
      expect(details.failed ? fc.defaultReportMessage(details) : null).toBeNull();
    } finally {
      await close();
    }
  },
  120_000,
);
