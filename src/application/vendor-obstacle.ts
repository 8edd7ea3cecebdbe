import type { ActionName } from '#domain/action.ts';
import type { ParsedPrompt } from '#domain/prompt.ts';
import { FLAGS } from '#domain/prompt-flags.ts';
import { hasParameter, knownParameters, versionOf } from '#domain/prompt-read.ts';
import type { Rejection } from '#domain/rejection.ts';
import { SPEED_TAGS, type Speed } from '#domain/speed.ts';
import type { Vendor } from '#ports/vendor.ts';
import { jobPrompt } from './job-prompt.ts';

/** What is asked for, as far as it decides who can do it. */
export type Wish = {
  /** What starts without a parent. */
  readonly action: ActionName;
  readonly parsed: ParsedPrompt;
  readonly speed: Speed;
};

/** Why the vendor cannot do what is asked; null when it can. Told before anything is spent. */
export function obstacleAt(vendor: Vendor, { action, parsed, speed }: Wish): Rejection | null {
  const { capabilities } = vendor;
  const unable = (reason: string): Rejection => ({ kind: 'vendor-unable', reason, failure: null });
  const support = capabilities.actions[action];
  if (support === undefined) {
    return unable(
      `${vendor.label} ${action === 'imagine' ? 'cannot start from a prompt' : `has no ${action}`}`,
    );
  }
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
  const ignored = ignoredParameters(support.parameters ?? capabilities.parameters, parsed);
  if (ignored.length > 0) {
    return unable(`${vendor.label} would ignore ${ignored.join(' and ')}; leave it out`);
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

/** Parameters the vendor does not honour, as people type them; speed and batch are ours to heed. */
function ignoredParameters(
  parameters: Vendor['capabilities']['parameters'],
  parsed: ParsedPrompt,
): readonly string[] {
  if (parameters === 'all') return [];
  const names = knownParameters(parsed)
    .map(({ name }) => name)
    .filter((name) => !['mode', 'batch', 'version'].includes(FLAGS[name].role ?? ''))
    .filter((name) => !parameters.includes(name));
  return [...new Set(names)].map((name) => `--${name}`);
}
