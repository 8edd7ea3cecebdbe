import type { Flag } from './flag.ts';
import { type VersionRange, versionsBetween, versionsSince } from './version.ts';

const EVERY = versionsSince('v1');
/** Videos have their own model, independent of the picture's version. */
const ANY_FOR_VIDEO: readonly VersionRange[] = EVERY;
const V1_TO_V3 = versionsBetween('v1', 'v3');
const V1_TO_V4 = versionsBetween('v1', 'v4');

/** Parameters for the model, the job, zoom and video, and those of the first models. */
export const JOB_FLAGS = {
  version: {
    aliases: ['v'],
    echoedAs: 'v',
    takes: 'version',
    role: 'version',
    versions: EVERY,
    conflicts: ['niji'],
    example: '--v 7',
  },
  niji: {
    takes: 'number-if-any',
    role: 'version',
    versions: EVERY,
    valueOptional: true,
    example: '--niji 7',
  },
  repeat: {
    aliases: ['r'],
    takes: 'integer',
    role: 'batch',
    versions: EVERY,
    ranges: [{ versions: EVERY, minimum: 2, maximum: 40, usual: null }],
    conflicts: ['relax'],
    example: '--repeat 4',
  },
  fast: { takes: 'nothing', role: 'mode', versions: EVERY, example: '--fast' },
  relax: { takes: 'nothing', role: 'mode', versions: EVERY, example: '--relax' },
  // V8 has no turbo; Midjourney silently runs such a job as fast.
  turbo: { takes: 'nothing', role: 'mode', versions: EVERY, example: '--turbo' },
  stealth: { takes: 'nothing', role: 'mode', versions: EVERY, example: '--stealth' },
  public: { takes: 'nothing', role: 'mode', versions: EVERY, example: '--public' },
  zoom: {
    takes: 'decimal',
    role: 'custom-zoom',
    versions: EVERY,
    ranges: [{ versions: EVERY, minimum: 1, maximum: 2, usual: null }],
    example: '--zoom 1.5',
  },
  // In V1-V3 the same flag requests a recording of the rendering, which is not a video job.
  video: {
    takes: 'number-if-any',
    role: 'video',
    versions: ANY_FOR_VIDEO,
    choices: [{ versions: ANY_FOR_VIDEO, choices: ['1'], usual: '1' }],
    valueOptional: true,
    example: '--video',
  },
  motion: {
    takes: 'choice',
    role: 'video',
    versions: ANY_FOR_VIDEO,
    choices: [{ versions: ANY_FOR_VIDEO, choices: ['low', 'high'], usual: 'low' }],
    example: '--motion high',
  },
  loop: { takes: 'nothing', role: 'video', versions: ANY_FOR_VIDEO, example: '--loop' },
  end: {
    takes: 'link',
    role: 'video',
    versions: ANY_FOR_VIDEO,
    example: '--end https://example.com/last.png',
  },
  bs: {
    takes: 'integer',
    role: 'video',
    versions: ANY_FOR_VIDEO,
    choices: [{ versions: ANY_FOR_VIDEO, choices: ['1', '2', '4'], usual: '4' }],
    example: '--bs 2',
  },
  test: { takes: 'nothing', versions: V1_TO_V3, example: '--test' },
  testp: { takes: 'nothing', versions: V1_TO_V3, example: '--testp' },
  creative: { takes: 'nothing', versions: V1_TO_V3, example: '--creative' },
  uplight: { takes: 'nothing', versions: V1_TO_V4, example: '--uplight' },
  upbeta: { takes: 'nothing', versions: V1_TO_V4, example: '--upbeta' },
  upanime: { takes: 'nothing', versions: V1_TO_V4, example: '--upanime' },
  width: { takes: 'integer', versions: V1_TO_V3, example: '--width 512' },
  height: { takes: 'integer', versions: V1_TO_V3, example: '--height 512' },
  vibe: { takes: 'nothing', versions: V1_TO_V3, example: '--vibe' },
  hq: { takes: 'nothing', versions: V1_TO_V3, example: '--hq' },
  newclip: { takes: 'nothing', versions: V1_TO_V3, example: '--newclip' },
  nostretch: { takes: 'nothing', versions: V1_TO_V3, example: '--nostretch' },
  old: { takes: 'nothing', versions: V1_TO_V3, example: '--old' },
  beta: { takes: 'nothing', versions: V1_TO_V3, example: '--beta' },
} as const satisfies Readonly<Record<string, Flag>>;
