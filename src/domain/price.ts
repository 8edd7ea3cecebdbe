/**
 * The price of an action in credits. One credit is a tenth of a Midjourney GPU minute: a grid takes 0.8 minutes, a 2x
 * upscale 2, four SD videos 8 (docs.midjourney.com, GPU Speed, September 2026). Operators may override any number;
 * these are the defaults.
 */

import type { Version } from '#domain/prompt/version.ts';
import { type ActionName, actionRow, type PriceClass } from './action.ts';
import type { Speed } from './speed.ts';
import { versionClass } from './version-class.ts';

/** A key of the price table: an action, or a price class. */
export type PricedOperation = PriceClass | ActionName;

/** Prices by operation at fast speed, with factors for speeds and versions. */
export type PriceTable = {
  /** Whole credits; an action's own price takes precedence over its class's. */
  readonly operations: { readonly [operation in PricedOperation]?: number };
  /** Factors, precise to thousandths. */
  readonly speeds: { readonly [speed in Speed]?: number };
  /** Factors by version (`v8.1`) or class of versions (`v8`, `niji`); the version takes precedence. */
  readonly versions: { readonly [version: string]: number | undefined };
};

/** The price table, with overrides per vendor. */
export type Prices = PriceTable & {
  readonly vendors: { readonly [vendor: string]: Partial<PriceTable> | undefined };
};

/** The default prices. */
export const DEFAULT_PRICES: Prices = {
  operations: { free: 0, text: 1, grid: 8, 'upscale-2x': 20, 'upscale-4x': 40, video: 80 },
  speeds: { relax: 0.5, fast: 1, turbo: 2 },
  versions: {},
  vendors: {},
};

/** The facts that a price depends on. */
export type Priced = {
  readonly action: ActionName;
  readonly speed: Speed;
  /** Null: the price does not depend on the version. */
  readonly version?: Version | null;
  readonly vendor?: string;
};

/** Whole credits, rounded up, so that only a price of 0 is free. */
export function priceCredits(priced: Priced, prices: Prices = DEFAULT_PRICES): number {
  const own = prices.vendors[priced.vendor ?? ''] ?? {};
  const base = operationPrice(own, priced.action) ?? operationPrice(prices, priced.action) ?? 0;
  const speed = own.speeds?.[priced.speed] ?? prices.speeds[priced.speed] ?? 1;
  const version = versionFactor(own, priced) ?? versionFactor(prices, priced) ?? 1;
  // In thousandths: 20 times 1.1 is 22, but slightly more in floating point.
  return Math.ceil((base * Math.round(speed * 1000) * Math.round(version * 1000)) / 1_000_000);
}

function operationPrice(
  { operations }: Partial<PriceTable>,
  action: ActionName,
): number | undefined {
  return operations?.[action] ?? operations?.[actionRow(action).priceClass];
}

function versionFactor(
  { versions }: Partial<PriceTable>,
  { version = null }: Priced,
): number | undefined {
  return version === null ? undefined : (versions?.[version] ?? versions?.[versionClass(version)]);
}
