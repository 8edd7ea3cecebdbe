/**
 * How: every row of the failure table happens at every vendor that has an emulator. The real
 * application, store and driver talk HTTP to two emulated vendors, the first of which goes wrong;
 * time is the emulators' and jumps, so that half an hour of patience takes no time.
 */
import { describe, expect, it } from 'vitest';
import { expectedEnding, happensAt } from '#test/fixtures/failure-table/expected-ending.ts';
import { FAILURE_ROWS } from '#test/fixtures/failure-table/failure-rows.ts';
import { failureSides } from '#test/fixtures/failure-table/failure-sides.ts';
import { runFailure } from '#test/fixtures/failure-table/run-failure.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';

const vendors = await worldVendors();

for (const vendor of vendors) {
  const other = vendors.find((one) => one !== vendor);
  if (other === undefined) throw new Error('there is no second vendor');
  describe(`${vendor.definition.name} goes wrong`, () => {
    const rows = FAILURE_ROWS.filter((row) => happensAt(row, vendor));
    it.each(rows.map((row) => [row.title, row] as const))('%s', async (_title, row) => {
      const ending = expectedEnding(row, vendor);
      const { told, credits, logged, otherAsked } = failureSides(row, ending);
      const seen = await runFailure(row, vendor, other);
      expect(seen).toMatchObject({ ending, told, credits, otherAsked });
      expect(seen.logged).toEqual(expect.arrayContaining([...logged]));
      expect(seen.billed).toBeLessThanOrEqual(1);
    });
  });
}
