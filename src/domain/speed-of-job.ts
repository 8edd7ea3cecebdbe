import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter, versionOf } from '#domain/prompt/read.ts';
import { type ActionName, actionRow } from './action.ts';
import type { Speed } from './speed.ts';
import { versionClass } from './version-class.ts';

/**
 * The speed that a job runs at when that one is wished: V8 and videos have no turbo. Midjourney runs such a
 * job as fast and does not complain, so it is shown and charged as that. A prompt that names no version runs
 * on one of the vendor's choice, whose turbo may be real.
 */
export function speedOfJob(action: ActionName, parsed: ParsedPrompt, wished: Speed): Speed {
  if (wished !== 'turbo') return wished;
  const isVideo = actionRow(action).makes === 'videos';
  const isV8 = hasParameter(parsed, 'version') && versionClass(versionOf(parsed)) === 'v8';
  return isVideo || isV8 ? 'fast' : wished;
}
