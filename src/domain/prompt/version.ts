/** One of Midjourney's versions, as named by `--v` or `--niji`. */
export type Version = (typeof VERSIONS)[number];

/** Inclusive, and within one family: a niji version is never between two V's. */
export type VersionRange = readonly [from: Version, to: Version];

/** Oldest first within each family; every comparison of versions rests on this order. */
export const VERSIONS = [
  ...(['v1', 'v2', 'v3', 'v4', 'v5', 'v5.1', 'v5.2'] as const),
  ...(['v6', 'v6.1', 'v7', 'v8', 'v8.1', 'v8.2'] as const),
  ...(['niji4', 'niji5', 'niji6', 'niji7'] as const),
] as const;

/** The version of a prompt without `--v` or `--niji` (Midjourney's default since 2026-07-24). */
export const DEFAULT_VERSION: Version = 'v8.2';

/** The version of a bare `--niji`: the newest one. */
export const NEWEST_NIJI: Version = 'niji7';

/** Whether the version is one of the niji (anime) models. */
export const isNiji = (version: Version): boolean => version.startsWith('niji');

/** The number as typed: `7`, `8.1`, `6`. */
export const versionNumber = (version: Version): string => version.replace(/^(?:v|niji)/, '');

/** Parses `7`, `7.0` or `8.1` after `--v` or `--niji`; null if there is no such version. */
export function parseVersion(family: 'v' | 'niji', typed: string): Version | null {
  const number = typed.replace(/\.0$/, '');
  return VERSIONS.find((version) => version === `${family}${number}`) ?? null;
}

/** The format of Midjourney's messages: `--v 7.0`, `--v 6.1`, `--niji 6`. */
export function echoVersion(version: Version): string {
  const number = versionNumber(version);
  if (isNiji(version)) return `--niji ${number}`;
  return `--v ${number.includes('.') ? number : `${number}.0`}`;
}

/** The format of Midjourney's error messages: `--version 7`, `--niji 6`. */
export const versionInProblems = (version: Version): string =>
  `${isNiji(version) ? '--niji' : '--version'} ${versionNumber(version)}`;

/** Whether the version lies in any of the ranges. */
export function isVersionIn(version: Version, ranges: readonly VersionRange[]): boolean {
  const place = VERSIONS.indexOf(version);
  return ranges.some(
    ([from, to]) =>
      isNiji(from) === isNiji(version) &&
      place >= VERSIONS.indexOf(from) &&
      place <= VERSIONS.indexOf(to),
  );
}

/**
 * All versions from one V to another, with the niji versions of the same numbers: niji versions have the parameters of
 * the V with the same number unless documented otherwise.
 */
export function versionsBetween(from: Version, to: Version): readonly VersionRange[] {
  const lowest = Number(versionNumber(from));
  const highest = Number(versionNumber(to));
  const nijis = VERSIONS.filter((version) => {
    const number = Number(versionNumber(version));
    return isNiji(version) && number >= lowest && number <= highest;
  });
  const [firstNiji] = nijis;
  const lastNiji = nijis.at(-1);
  if (firstNiji === undefined || lastNiji === undefined) return [[from, to]];
  return [
    [from, to],
    [firstNiji, lastNiji],
  ];
}

/** All versions from one V on, with the niji versions of the same numbers. */
export const versionsSince = (from: Version): readonly VersionRange[] =>
  versionsBetween(from, 'v8.2');
