import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { knownParameters } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import { type ActionName, actionRow } from './action.ts';
import type { Capabilities } from './capabilities.ts';
import type { Speed } from './speed.ts';
import { versionClass } from './version-class.ts';

/** What decides how fast a job really runs. */
export type SpeedFacts = {
  readonly action: ActionName;
  /** The version that it will run on. */
  readonly version: Version;
  readonly wished: Speed;
  /** The prompt; what it asks for may have a speed of its own. */
  readonly parsed: ParsedPrompt;
  /** What the vendor says of the very result that is made again; null or absent: its capabilities decide. */
  readonly resultSpeeds?: readonly Speed[] | null;
};

/**
 * The speed that a job really runs at: the one that is shown, charged and sent. V8 and videos have no turbo,
 * and Midjourney runs such a job as fast without complaint; so does a vendor whose call has no field for the
 * speed, or not for that version. What the vendor has no notion of at all is refused elsewhere, not here.
 */
export function runningSpeed(
  { actions }: Pick<Capabilities, 'actions'>,
  { action, version, wished, parsed, resultSpeeds = null }: SpeedFacts,
): Speed {
  const speed = usualSpeed(action, version, wished);
  const support = actions[action];
  const named = knownParameters(parsed).find(({ name }) => support?.speedsWith?.[name]);
  const taken =
    resultSpeeds ??
    (named === undefined ? undefined : support?.speedsWith?.[named.name]) ??
    support?.speedsOf?.[version] ??
    support?.speeds;
  return taken === undefined || taken.includes(speed) ? speed : 'fast';
}

/** What becomes of the wish at any vendor. */
function usualSpeed(action: ActionName, version: Version, wished: Speed): Speed {
  if (wished !== 'turbo') return wished;
  const isVideo = actionRow(action).makes === 'videos';
  return isVideo || versionClass(version) === 'v8' ? 'fast' : wished;
}
