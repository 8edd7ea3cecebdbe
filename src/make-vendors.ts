/** The configured vendors: the demonstration painter, or HTTP vendors with a key. */
import type { Config } from '#config/config.ts';
import type { PictureProcess } from '#images/picture-process.ts';
import type { Archive } from '#ports/archive.ts';
import type { Log } from '#ports/log.ts';
import type { Vendor } from '#ports/vendor.ts';
import { systemClock } from '#system/clock.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';

/** Dependencies of vendors besides the configuration. */
export type VendorParts = {
  readonly archive: Archive;
  readonly pictureProcess: Pick<PictureProcess, 'ask'>;
  readonly log: Log;
};

/** The configured vendors in the operator's order, with the operator's limits. */
export async function makeVendors(config: Config, parts: VendorParts): Promise<readonly Vendor[]> {
  const vendors = await Promise.all(
    config.vendorOrder.map((name) => makeVendor(name, config, parts)),
  );
  return vendors.flat().map((vendor) => {
    const concurrency = config.vendorConcurrency[vendor.name] ?? vendor.limits.concurrency;
    return { ...vendor, limits: { ...vendor.limits, concurrency } };
  });
}

async function makeVendor(
  name: string,
  config: Config,
  parts: VendorParts,
): Promise<readonly Vendor[]> {
  if (name === 'studio') return [await makeStudio(config, parts)];
  const configured = config.vendors.find((vendor) => vendor.name === name);
  if (configured === undefined) {
    parts.log.error({ vendor: name }, 'vendor is not configured');
    return [];
  }
  return [createHttpVendor(configured, { clock: systemClock })];
}

/** Only loaded if it is configured. */
async function makeStudio(
  config: Config,
  { archive, pictureProcess }: VendorParts,
): Promise<Vendor> {
  const { createRemoteWorkshop } = await import('#vendors/studio/remote-workshop.ts');
  const { createStudio } = await import('#vendors/studio/studio.ts');
  return createStudio({
    workshop: createRemoteWorkshop(pictureProcess),
    seconds: config.studioSeconds,
    clock: systemClock,
    archive,
  });
}
