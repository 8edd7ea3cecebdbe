import type { ConfiguredVendor, DefinedVendor } from './define-vendor.ts';
import type { Environment, SettingProblem } from './vendor-settings.ts';

/** The vendors that are set up, most preferred first, and what is wrong with the others. */
export type VendorsReading = {
  readonly configured: readonly ConfiguredVendor[];
  readonly problems: readonly SettingProblem[];
};

/**
 * Reads every vendor's part of the environment. `wanted` is the operator's list, null for "whatever
 * is set up". A wanted vendor that is not set up is a problem; names that are no definition's are
 * left to the caller, who knows of vendors without an API.
 */
export function vendorsFromEnvironment(
  environment: Environment,
  definitions: readonly DefinedVendor[],
  wanted: readonly string[] | null,
): VendorsReading {
  const chosen =
    wanted === null
      ? definitions
      : wanted.flatMap((name) => definitions.filter((definition) => definition.name === name));
  const readings = chosen.map((definition) => definition.configure(environment));
  return {
    configured: readings.flatMap((reading) =>
      reading.kind === 'configured' ? [reading.vendor] : [],
    ),
    problems: readings.flatMap((reading): readonly SettingProblem[] => {
      if (reading.kind === 'problems') return reading.problems;
      if (reading.kind === 'configured' || wanted === null) return [];
      return [{ variable: reading.missing, problem: 'is not set, but VENDORS names its vendor' }];
    }),
  };
}
