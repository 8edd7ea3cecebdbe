import { isNiji, VERSIONS, type Version } from '#domain/prompt/version.ts';

/** A class of versions for rules and prices: `v8` for 8, 8.1 and 8.2; `niji`. */
export function versionClass(version: Version): string {
  return isNiji(version) ? 'niji' : version.slice(0, version.search(/\.|$/));
}

/** Every valid name in rules and prices: the versions, and their classes. */
export const VERSION_NAMES: readonly string[] = [
  ...new Set([...VERSIONS.map(versionClass), ...VERSIONS]),
];
