import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { knownParameters } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import { type ActionName, actionRow } from './action.ts';
import type { Capabilities } from './capabilities.ts';
import type { Speed } from './speed.ts';
import { versionClass } from './version-class.ts';

/** The facts that decide a job's actual speed. */
export type SpeedFacts = {
  readonly action: ActionName;
  /** The job's version. */
  readonly version: Version;
  readonly requested: Speed;
  /** The prompt; some parameters restrict the speed. */
  readonly parsed: ParsedPrompt;
  /** The vendor's speeds for rerolling this particular result; null or absent: its capabilities decide. */
  readonly resultSpeeds?: readonly Speed[] | null;
};

/**
 * The actual speed of a job, which is shown, charged and sent. V8 and videos have no turbo, and Midjourney silently
 * runs such a job as fast; so does a vendor whose call has no field for the speed, or not for that version. Speeds that
 * the vendor does not support at all are refused elsewhere.
 */
export function runningSpeed(
  { actions }: Pick<Capabilities, 'actions'>,
  { action, version, requested, parsed, resultSpeeds = null }: SpeedFacts,
): Speed {
  const speed = usualSpeed(action, version, requested);
  const support = actions[action];
  const named = knownParameters(parsed).find(({ name }) => support?.speedsWith?.[name]);
  const taken =
    resultSpeeds ??
    (named === undefined ? undefined : support?.speedsWith?.[named.name]) ??
    support?.speedsOf?.[version] ??
    support?.speeds;
  return taken === undefined || taken.includes(speed) ? speed : 'fast';
}

/** The speed at any vendor. */
function usualSpeed(action: ActionName, version: Version, requested: Speed): Speed {
  if (requested !== 'turbo') return requested;
  const isVideo = actionRow(action).makes === 'videos';
  return isVideo || versionClass(version) === 'v8' ? 'fast' : requested;
}
