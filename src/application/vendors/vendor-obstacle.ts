import { jobPrompt } from '#application/requests/job-prompt.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Inability } from '#domain/inability.ts';
import { FLAGS } from '#domain/prompt/flags.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter, knownParameters, versionOf } from '#domain/prompt/read.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import type { Vendor } from '#ports/vendor.ts';

/** What is asked for, as far as it decides who can do it. */
export type Wish = {
  /** What starts without a parent. */
  readonly action: ActionName;
  readonly parsed: ParsedPrompt;
  readonly speed: Speed;
};

/** Why the vendor cannot do what is asked; null when it can. Told before anything is spent. */
export function obstacleAt(vendor: Vendor, { action, parsed, speed }: Wish): Rejection | null {
  const { capabilities, label: vendorLabel } = vendor;
  const unable = (why: Inability): Rejection => ({ kind: 'vendor-unable', why, failure: null });
  const support = capabilities.actions[action];
  if (support === undefined) return unable({ kind: 'no-action', vendorLabel, action });
  if (!capabilities.speeds.includes(speed)) {
    return unable({ kind: 'no-speed', vendorLabel, speed });
  }
  const version = versionOf(parsed);
  const namesVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  if (namesVersion && support.versions !== undefined && !support.versions.includes(version)) {
    return unable({ kind: 'no-version', vendorLabel });
  }
  const isVideo = actionRow(action).makes === 'videos';
  if (isVideo && support.fromPicture === undefined) {
    return unable({ kind: 'own-pictures-alone', vendorLabel });
  }
  if (isVideo && support.fromPicture === 'link' && parsed.text === '') {
    return unable({ kind: 'words-wanted', vendorLabel });
  }
  if (!isVideo && parsed.imageUrls.length > 0 && !capabilities.imagePrompts) {
    return unable({ kind: 'no-image-links', vendorLabel });
  }
  const parameters = ignoredParameters(support.parameters ?? capabilities.parameters, parsed);
  if (parameters.length > 0) return unable({ kind: 'parameters-ignored', vendorLabel, parameters });
  const { length } = jobPrompt(parsed);
  if (length > capabilities.promptCharactersMax) {
    return {
      kind: 'prompt-too-long',
      characters: length,
      charactersMax: capabilities.promptCharactersMax,
      vendorLabel,
    };
  }
  return null;
}

/** Parameters the vendor does not honour, as people type them; speed and batch are ours to heed. */
export function ignoredParameters(
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
