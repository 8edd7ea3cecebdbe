import type { Flag } from './flag.ts';
import { type VersionRange, versionsBetween, versionsSince } from './version.ts';

const EVERY = versionsSince('v1');

const SINCE_V6 = versionsSince('v6');
const V6 = versionsBetween('v6', 'v6.1');
const V7 = versionsBetween('v7', 'v7');
const V7_ALONE: readonly VersionRange[] = [['v7', 'v7']];

/** Parameters that refer to pictures, styles and people, and their weights. */
export const REFERENCE_FLAGS = {
  iw: {
    takes: 'decimal',
    versions: [
      ['v1', 'v3'],
      ['v5', 'v8.2'],
      ['niji5', 'niji7'],
    ],
    ranges: [
      { versions: [['niji7', 'niji7']], minimum: 0, maximum: 2, usual: 1 },
      { versions: SINCE_V6, minimum: 0, maximum: 3, usual: 1 },
      { versions: [['v5', 'v5.2']], minimum: 0.5, maximum: 2, usual: 1 },
      { versions: [['niji5', 'niji5']], minimum: 0.2, maximum: 2, usual: 1 },
      { versions: [['v1', 'v3']], minimum: -10_000, maximum: 10_000, usual: 0.25 },
    ],
    example: '--iw 1.5',
  },
  sref: {
    takes: 'references',
    versions: SINCE_V6,
    repeatable: true,
    example: '--sref https://example.com/style.png',
  },
  sw: {
    takes: 'integer',
    versions: SINCE_V6,
    ranges: [{ versions: SINCE_V6, minimum: 0, maximum: 1000, usual: 100 }],
    requires: 'sref',
    example: '--sw 200',
  },
  sv: {
    takes: 'integer',
    versions: [...V6, ...V7],
    ranges: [
      { versions: V7, minimum: 1, maximum: 6, usual: 6 },
      { versions: V6, minimum: 1, maximum: 4, usual: 4 },
    ],
    example: '--sv 4',
  },
  oref: {
    takes: 'link',
    versions: V7_ALONE,
    conflicts: ['draft', 'edit'],
    example: '--oref https://example.com/person.png',
  },
  ow: {
    takes: 'integer',
    versions: V7_ALONE,
    ranges: [{ versions: V7_ALONE, minimum: 1, maximum: 1000, usual: 100 }],
    requires: 'oref',
    example: '--ow 200',
  },
  cref: {
    takes: 'links',
    versions: V6,
    repeatable: true,
    example: '--cref https://example.com/person.png',
  },
  cw: {
    takes: 'integer',
    versions: V6,
    ranges: [{ versions: V6, minimum: 0, maximum: 100, usual: 100 }],
    requires: 'cref',
    example: '--cw 50',
  },
  // Midjourney's own bot has neither of the two; a vendor that supports the website's depth references does.
  dref: { takes: 'link', versions: [], example: '--dref https://example.com/depth.png' },
  dw: {
    takes: 'decimal',
    versions: [],
    ranges: [{ versions: EVERY, minimum: 0, maximum: 100, usual: null }],
    requires: 'dref',
    example: '--dw 50',
  },
  edit: {
    takes: 'links',
    versions: [['v8', 'v8.2']],
    linksMax: 4,
    repeatable: true,
    example: '--edit https://example.com/photo.png',
  },
  profile: {
    aliases: ['p'],
    echoedAs: 'p',
    takes: 'codes',
    versions: SINCE_V6,
    repeatable: true,
    valueOptional: true,
    example: '--profile',
  },
} as const satisfies Readonly<Record<string, Flag>>;
