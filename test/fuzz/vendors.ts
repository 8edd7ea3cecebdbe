import type { VendorSubmission } from '#ports/vendor.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { ConfiguredVendor } from '#vendors/define-vendor.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

/** Every vendor of the tree, with what its fixture switches on. */
export async function configuredVendors(): Promise<readonly ConfiguredVendor[]> {
  const vendors = await Promise.all(
    (await loadVendors()).map(async ({ name, configure }) => {
      const fixture: { readonly default: VendorFixture } = await import(
        `../fixtures/vendors/${name}.ts`
      );
      const prefix = name.toUpperCase();
      const configuration = configure({
        [`${prefix}_API_KEY`]: 'key',
        [`${prefix}_BASE_URL`]: 'https://vendor.example',
        ...fixture.default.environment,
      });
      return configuration.kind === 'configured' ? [configuration.vendor] : [];
    }),
  );
  return vendors.flat();
}

/** The submission of a prompt that nothing came before. */
export const submissionOf = (prompt: string): VendorSubmission => ({
  request: { action: 'imagine', cell: null, prompt, speed: 'fast', parent: null, mask: null },
  stepIndex: 0,
  previous: [],
  idempotencyKey: 'key',
  webhookUrl: null,
});
