/**
 * What a job runs at and costs: its version, its speed, its credits. This is the one place that decides them,
 * so that what is shown, charged and sent is the same. It relies on the capabilities of the vendor that will
 * run the job, and therefore on routing having been done before.
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

/** What a job is judged, run and priced by. */
export type JobTerms = {
  /** What rules and prices judge; null: it runs on no version of its own. */
  readonly version: Version | null;
  /** As it runs, whatever was wished. */
  readonly speed: Speed;
  readonly credits: number;
};

/** What is asked of a vendor, as far as its terms depend on it. */
export type TermsAsked = {
  readonly action: ActionName;
  /** What the vendor is asked for in its place, where that is another action. */
  readonly asks?: ActionName;
  readonly parsed: ParsedPrompt;
  readonly speed: Speed;
  /** Of the result that it follows. */
  readonly handle?: Json;
};

/** The terms at a vendor; one that is no longer configured is taken to do as Midjourney does. */
export function jobTerms(
  context: Pick<AppContext, 'vendors' | 'settings'>,
  vendorName: string,
  asked: TermsAsked,
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
  { action, asks = action, parsed, speed, handle }: TermsAsked,
): Speed {
  const isAgain = asks === 'reroll' && handle !== undefined;
  const resultSpeeds = isAgain ? (vendor.rerollSpeeds?.(handle) ?? null) : null;
  return runningSpeed(vendor.capabilities, {
    action: asks,
    version,
    parsed,
    wished: speed,
    resultSpeeds,
  });
}
