import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { exerciseVendor } from './exercise-vendor.ts';

const vendors = await loadVendors();
const names = vendors.map(({ name }) => name);

test.for(names)('%s has an emulator and fixtures', (name) => {
  const paths = [`../../emulators/${name}.ts`, `../fixtures/vendors/${name}.ts`];
  for (const path of paths) expect(existsSync(new URL(path, import.meta.url)), path).toBe(true);
});

for (const vendor of vendors) {
  // The test above says that it is missing; here nothing could be exercised without it.
  if (!existsSync(new URL(`../fixtures/vendors/${vendor.name}.ts`, import.meta.url))) continue;
  const fixture: { readonly default: VendorFixture } = await import(
    `../fixtures/vendors/${vendor.name}.ts`
  );
  exerciseVendor(vendor, fixture.default);
  for (const [form, differences] of Object.entries(fixture.default.forms ?? {})) {
    describe(`in its form ${form},`, () => {
      exerciseVendor(vendor, { ...fixture.default, ...differences });
    });
  }
}
