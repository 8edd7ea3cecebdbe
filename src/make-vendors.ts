/** The vendors as the environment names them: the demonstration painter, or HTTP with a key. */
import type { Config } from '#config/config.ts';
import type { Archive } from '#ports/archive.ts';
import type { Log } from '#ports/log.ts';
import type { Vendor } from '#ports/vendor.ts';
import { systemClock } from '#system/clock.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';

/** The configured vendors in the operator's order, each within the operator's limit. */
export async function makeVendors(
  config: Config,
  archive: Archive,
  log: Log,
): Promise<readonly Vendor[]> {
  const vendors = await Promise.all(
    config.vendorOrder.map((name) => makeVendor(name, config, archive, log)),
  );
  return vendors.flat().map((vendor) => {
    const concurrency = config.vendorConcurrency[vendor.name] ?? vendor.limits.concurrency;
    return { ...vendor, limits: { ...vendor.limits, concurrency } };
  });
}

async function makeVendor(
  name: string,
  config: Config,
  archive: Archive,
  log: Log,
): Promise<readonly Vendor[]> {
  if (name === 'studio') return [await makeStudio(config, archive)];
  const configured = config.vendors.find((vendor) => vendor.name === name);
  if (configured === undefined) {
    log.error({ vendor: name }, 'vendor is not configured');
    return [];
  }
  return [createHttpVendor(configured, { clock: systemClock })];
}

/** Loaded where it is configured only: it brings the painter and the picture library. */
async function makeStudio(config: Config, archive: Archive): Promise<Vendor> {
  const { createPainterPool } = await import('#painter/painter-pool.ts');
  const { createStudio } = await import('#vendors/studio/studio.ts');
  const pool = createPainterPool();
  return createStudio({
    painter: pool,
    seconds: config.studioSeconds,
    clock: systemClock,
    archive,
    close: () => pool.close(),
  });
}
