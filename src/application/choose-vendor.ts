import type { ParsedPrompt } from '#domain/prompt.ts';
import { hasParameter, versionOf } from '#domain/prompt-read.ts';
import type { Rejection } from '#domain/rejection.ts';
import { SPEED_TAGS, type Speed } from '#domain/speed.ts';
import type { Vendor } from '#ports/vendor.ts';
import { jobPrompt } from './job-prompt.ts';

/** The vendor for a first generation, or what stands in the way of every one. */
export type VendorChoice =
  | { readonly kind: 'chosen'; readonly vendor: Vendor }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** The first vendor, in the operator's order, that can do what the prompt asks for. */
export function chooseVendor(
  vendors: readonly Vendor[],
  parsed: ParsedPrompt,
  speed: Speed,
): VendorChoice {
  let first: Rejection | null = null;
  for (const vendor of vendors) {
    const obstacle = obstacleAt(vendor, parsed, speed);
    if (obstacle === null) return { kind: 'chosen', vendor };
    first ??= obstacle;
  }
  return {
    kind: 'rejected',
    rejection: first ?? {
      kind: 'vendor-unable',
      reason: 'no vendor is configured',
      failure: null,
    },
  };
}

function obstacleAt(vendor: Vendor, parsed: ParsedPrompt, speed: Speed): Rejection | null {
  const { capabilities } = vendor;
  const unable = (reason: string): Rejection => ({ kind: 'vendor-unable', reason, failure: null });
  const support = capabilities.actions.imagine;
  if (support === undefined) return unable(`${vendor.label} cannot start from a prompt`);
  if (!capabilities.speeds.includes(speed)) {
    return unable(`${vendor.label} has no ${SPEED_TAGS[speed]} mode`);
  }
  const version = versionOf(parsed);
  const namesVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  if (namesVersion && support.versions !== undefined && !support.versions.includes(version)) {
    return unable(`${vendor.label} does not have that version`);
  }
  if (parsed.imageUrls.length > 0 && !capabilities.imagePrompts) {
    return unable(`${vendor.label} takes no image links in the prompt`);
  }
  const { length } = jobPrompt(parsed);
  if (length > capabilities.promptCharactersMax) {
    return {
      kind: 'prompt-too-long',
      characters: length,
      charactersMax: capabilities.promptCharactersMax,
      vendorLabel: vendor.label,
    };
  }
  return null;
}
