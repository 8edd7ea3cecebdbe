/**
 * A job's version, speed and credits. This is the one place that decides them, so that they are shown, charged and sent
 * alike. It relies on the capabilities of the job's vendor, which must be chosen before.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import { priceCredits } from '#domain/price.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { versionOf } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { Speed } from '#domain/speed.ts';
import { runningSpeed } from '#domain/speed-of-job.ts';
import type { Vendor } from '#ports/vendor.ts';

/** The version, speed and price of a job. */
export type JobTerms = {
  /** For rules and prices; null: the job runs on no version. */
  readonly version: Version | null;
  /** The speed it actually runs at. */
  readonly speed: Speed;
  readonly credits: number;
};

/** The parts of a request that its terms depend on. */
export type TermsInput = {
  readonly action: ActionName;
  /** The action that the vendor is asked for, if different. */
  readonly asks?: ActionName;
  readonly parsed: ParsedPrompt;
  readonly speed: Speed;
  /** The parent result's handle. */
  readonly handle?: Json;
};

/** The terms at a vendor; one that is no longer configured counts as Midjourney. */
export function jobTerms(
  context: Pick<AppContext, 'vendors' | 'settings'>,
  vendorName: string,
  asked: TermsInput,
): JobTerms {
  const { action, parsed } = asked;
  const vendor = findVendor(context, vendorName);
  const { prices } = context.settings;
  if (actionRow(action).fromArchive) {
    const { speed } = asked;
    const credits = priceCredits({ action, speed, vendor: vendorName }, prices);
    return { version: null, speed, credits };
  }
  const version = versionOf(parsed, vendor?.capabilities.version);
  const speed = vendor === null ? asked.speed : speedAt(vendor, version, asked);
  const credits = priceCredits({ action, speed, version, vendor: vendorName }, prices);
  return { version, speed, credits };
}

function speedAt(
  vendor: Vendor,
  version: Version,
  { action, asks = action, parsed, speed, handle }: TermsInput,
): Speed {
  const isAgain = asks === 'reroll' && handle !== undefined;
  const resultSpeeds = isAgain ? (vendor.rerollSpeeds?.(handle) ?? null) : null;
  return runningSpeed(vendor.capabilities, {
    action: asks,
    version,
    parsed,
    requested: speed,
    resultSpeeds,
  });
}
