import type { Flag } from './flag.ts';
import { versionsBetween, versionsSince } from './version.ts';

const EVERY = versionsSince('v1');
const SINCE_V5 = versionsSince('v5');
const V3 = versionsBetween('v3', 'v3');
const V7_AND_V8 = versionsSince('v7');

/** Parameters that affect the picture by a number, a word or their presence. */
export const PICTURE_FLAGS = {
  ar: { aliases: ['aspect'], takes: 'ratio', versions: EVERY, example: '--ar 16:9' },
  chaos: {
    aliases: ['c'],
    takes: 'integer',
    versions: EVERY,
    ranges: [{ versions: EVERY, minimum: 0, maximum: 100, usual: 0 }],
    example: '--chaos 20',
  },
  stylize: {
    aliases: ['s'],
    takes: 'integer',
    versions: versionsSince('v3'),
    ranges: [
      { versions: V3, minimum: 1250, maximum: 5000, usual: 2500, besides: 'test' },
      { versions: V3, minimum: 1250, maximum: 5000, usual: 2500, besides: 'testp' },
      { versions: V3, minimum: 625, maximum: 60_000, usual: 2500 },
      { versions: versionsSince('v4'), minimum: 0, maximum: 1000, usual: 100 },
    ],
    example: '--stylize 250',
  },
  weird: {
    aliases: ['w'],
    takes: 'integer',
    versions: SINCE_V5,
    ranges: [{ versions: SINCE_V5, minimum: 0, maximum: 3000, usual: 0 }],
    example: '--weird 250',
  },
  exp: {
    takes: 'integer',
    versions: V7_AND_V8,
    ranges: [{ versions: V7_AND_V8, minimum: 0, maximum: 100, usual: 0 }],
    example: '--exp 10',
  },
  raw: { takes: 'nothing', versions: versionsSince('v5.1'), example: '--raw' },
  no: { takes: 'words', versions: EVERY, repeatable: true, example: '--no text, frames' },
  tile: {
    takes: 'nothing',
    versions: [...versionsBetween('v1', 'v3'), ...SINCE_V5],
    conflicts: ['edit'],
    example: '--tile',
  },
  seed: {
    takes: 'integer',
    versions: EVERY,
    ranges: [{ versions: EVERY, minimum: 0, maximum: 4_294_967_295, usual: null }],
    example: '--seed 1234',
  },
  sameseed: {
    takes: 'integer',
    versions: versionsBetween('v1', 'v3'),
    ranges: [{ versions: EVERY, minimum: 0, maximum: 4_294_967_295, usual: null }],
    example: '--sameseed 1234',
  },
  quality: {
    aliases: ['q'],
    takes: 'decimal',
    versions: versionsBetween('v1', 'v7'),
    choices: [
      // Midjourney itself changes 3 to 4 in V7; messages show the 4.
      { versions: versionsBetween('v7', 'v7'), choices: ['1', '2', '3', '4'], usual: '1' },
      { versions: versionsBetween('v6', 'v6.1'), choices: ['.5', '1', '2'], usual: '1' },
      { versions: versionsBetween('v4', 'v5.2'), choices: ['.25', '.5', '1'], usual: '1' },
      { versions: versionsBetween('v1', 'v3'), choices: ['.25', '.5', '1', '2'], usual: '1' },
    ],
    example: '--quality 2',
  },
  hd: { takes: 'nothing', versions: [['v8', 'v8.2']], conflicts: ['sd'], example: '--hd' },
  sd: { takes: 'nothing', versions: [['v8', 'v8.2']], example: '--sd' },
  // V8.1 has drafts too, but of 24 pictures and only on the website.
  draft: { takes: 'nothing', versions: versionsBetween('v7', 'v7'), example: '--draft' },
  stop: {
    takes: 'integer',
    versions: versionsBetween('v1', 'v6.1'),
    ranges: [{ versions: EVERY, minimum: 10, maximum: 100, usual: 100 }],
    example: '--stop 80',
  },
  style: {
    takes: 'choice',
    versions: versionsSince('v4'),
    choices: [
      { versions: [['v4', 'v4']], choices: ['4a', '4b', '4c'], usual: '4c' },
      {
        versions: [['niji5', 'niji5']],
        choices: ['cute', 'scenic', 'expressive', 'original'],
        usual: null,
      },
      // V5.2 also accepts the codes of the former style tuner, which cannot be listed.
      {
        versions: [
          ['v5', 'v5.1'],
          ['v6', 'v8.2'],
          ['niji4', 'niji4'],
          ['niji6', 'niji7'],
        ],
        choices: ['raw'],
        usual: null,
      },
    ],
    example: '--style raw',
  },
} as const satisfies Readonly<Record<string, Flag>>;
