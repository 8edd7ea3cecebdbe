import { isNiji, VERSIONS, type Version } from '#domain/prompt/version.ts';

/** A group of versions that rules and prices name together: `v8` for 8, 8.1 and 8.2; `niji`. */
export function versionClass(version: Version): string {
  return isNiji(version) ? 'niji' : version.slice(0, version.search(/\.|$/));
}

/** Every name that a rule or a price may use: the versions, and their classes. */
export const VERSION_NAMES: readonly string[] = [
  ...new Set([...VERSIONS.map(versionClass), ...VERSIONS]),
];
