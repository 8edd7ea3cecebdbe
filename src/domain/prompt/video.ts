/** Prompts with `--video`, which make videos of the picture at their start. */
import type { ActionName } from '#domain/action.ts';
import { JOB_PARAMETERS } from './change.ts';
import type { ParameterName } from './flag.ts';
import type { ParsedPrompt } from './prompt.ts';
import { hasParameter, parameterOf, versionOf } from './read.ts';
import { isVersionIn, type Version } from './version.ts';

/** Parameters of videos and jobs; all others only affect pictures, and are dropped. */
const KEPT: readonly ParameterName[] = [
  ...(['ar', 'loop', 'end', 'bs', 'raw'] as const),
  ...JOB_PARAMETERS,
];

/** In V1-V3 `--video` recorded the rendering of a picture; from V4 on it is a separate job. */
export const asksForVideo = (parsed: ParsedPrompt, version: Version = versionOf(parsed)): boolean =>
  hasParameter(parsed, 'video') && !isVersionIn(version, [['v1', 'v3']]);

/** The action that a prompt starts, and the prompt without the parts that the action ignores. */
export function beginningOf(parsed: ParsedPrompt): {
  readonly action: Extract<ActionName, 'imagine' | 'animate-high' | 'animate-low'>;
  readonly parsed: ParsedPrompt;
} {
  if (!asksForVideo(parsed)) return { action: 'imagine', parsed };
  const [motion] = parameterOf(parsed, 'motion')?.values ?? [];
  return {
    action: motion?.toLowerCase() === 'high' ? 'animate-high' : 'animate-low',
    parsed: {
      ...parsed,
      parameters: parsed.parameters.filter(
        (parameter) => parameter.kind === 'known' && KEPT.includes(parameter.name),
      ),
    },
  };
}
