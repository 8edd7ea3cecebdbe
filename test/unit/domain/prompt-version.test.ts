import { describe, expect, it } from 'vitest';
import {
  echoVersion,
  isVersionIn,
  parseVersion,
  VERSIONS,
  type VersionRange,
  versionInProblems,
  versionNumber,
  versionsBetween,
  versionsSince,
} from '#domain/prompt/version.ts';

const members = (ranges: readonly VersionRange[]) =>
  VERSIONS.filter((version) => isVersionIn(version, ranges)).join(' ');

describe('versions', () => {
  it.each(VERSIONS)('%s is read from its own number, with and without .0', (version) => {
    const family = version.startsWith('niji') ? 'niji' : 'v';
    expect(parseVersion(family, versionNumber(version))).toBe(version);
    if (!version.includes('.')) {
      expect(parseVersion(family, `${versionNumber(version)}.0`)).toBe(version);
    }
  });

  it.each([
    ['v', '9'],
    ['v', '7.1'],
    ['v', '8.1.0.0'],
    ['v', '8.0.1'],
    ['v', ''],
    ['v', '.0'],
    ['v', '07'],
    ['v', 'v7'],
    ['niji', '3'],
    ['niji', '7.1'],
  ] as const)('--%s %j is none', (family, typed) => {
    expect(parseVersion(family, typed)).toBeNull();
  });

  it.each([
    ['v7', '--v 7.0', '--version 7'],
    ['v8', '--v 8.0', '--version 8'],
    ['v6.1', '--v 6.1', '--version 6.1'],
    ['niji6', '--niji 6', '--niji 6'],
  ] as const)('%s is echoed as %s and blamed as %s', (version, echoed, blamed) => {
    expect(echoVersion(version)).toBe(echoed);
    expect(versionInProblems(version)).toBe(blamed);
  });

  it.each([
    [versionsSince('v6'), 'v6 v6.1 v7 v8 v8.1 v8.2 niji6 niji7'],
    [versionsSince('v5.1'), 'v5.1 v5.2 v6 v6.1 v7 v8 v8.1 v8.2 niji6 niji7'],
    [versionsBetween('v4', 'v5.2'), 'v4 v5 v5.1 v5.2 niji4 niji5'],
    [versionsBetween('v1', 'v3'), 'v1 v2 v3'],
    [versionsBetween('v7', 'v7'), 'v7 niji7'],
    [versionsSince('v1'), VERSIONS.join(' ')],
    [[], ''],
  ])('the ranges %j hold %s', (ranges, expected) => {
    expect(members(ranges)).toBe(expected);
  });
});
