/** The vendors as the environment names them: the demonstration painter, or HTTP with a key. */
import type { Config } from '#config/config.ts';
import { createPainterPool } from '#painter/painter-pool.ts';
import type { Archive } from '#ports/archive.ts';
import type { Log } from '#ports/log.ts';
import type { Vendor } from '#ports/vendor.ts';
import { systemClock } from '#system/clock.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import { createStudio } from '#vendors/studio/studio.ts';

/** The configured vendors in the operator's order, each within the operator's limit. */
export function makeVendors(config: Config, archive: Archive, log: Log): readonly Vendor[] {
  return orderedVendors(config, archive, log).map((vendor) => {
    const concurrency = config.vendorConcurrency[vendor.name] ?? vendor.limits.concurrency;
    return { ...vendor, limits: { ...vendor.limits, concurrency } };
  });
}

function orderedVendors(config: Config, archive: Archive, log: Log): readonly Vendor[] {
  return config.vendorOrder.flatMap((name): readonly Vendor[] => {
    if (name === 'studio') return [makeStudio(config, archive)];
    const configured = config.vendors.find((vendor) => vendor.name === name);
    if (configured === undefined) {
      log.error({ vendor: name }, 'vendor is not configured');
      return [];
    }
    return [createHttpVendor(configured, { clock: systemClock })];
  });
}

function makeStudio(config: Config, archive: Archive): Vendor {
  const pool = createPainterPool();
  return createStudio({
    painter: pool,
    seconds: config.studioSeconds,
    clock: systemClock,
    archive,
    close: () => pool.close(),
  });
}
