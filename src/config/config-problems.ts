/** What is wrong with several variables together; the schema judges each by itself. */
import { editDistance } from '#domain/prompt/nearest.ts';
import type {
  ConfiguredVendor,
  DefinedVendor,
  VendorConfiguration,
} from '#vendors/define-vendor.ts';

/** The environment as given: absent and empty mean the same. */
export type Environment = { readonly [variable: string]: string | undefined };

/** A variable and what is wrong with it, in words for the operator. */
export type ConfigProblem = { readonly variable: string; readonly problem: string };

/** Vendors that VENDORS names and that do not exist, or lack what turns them on. */
export function vendorProblems(
  asked: readonly string[],
  definitions: readonly DefinedVendor[],
  vendors: readonly ConfiguredVendor[],
): readonly ConfigProblem[] {
  const known = [...definitions.map(({ name }) => name), 'studio'];
  return asked.flatMap((name): readonly ConfigProblem[] => {
    if (!known.includes(name)) {
      return [{ variable: 'VENDORS', problem: unknownVendor(name, known) }];
    }
    if (name === 'studio' || vendors.some((vendor) => vendor.name === name)) return [];
    const variable =
      definitions
        .find((definition) => definition.name === name)
        ?.settings.map((row) => row.variable)
        .slice(0, 2)
        .join(' or ') ?? name;
    return [{ variable, problem: `is needed, because VENDORS names ${name}` }];
  });
}

/** A table by vendor that names one which does not exist. */
export function strangerProblems(
  variable: string,
  numbers: { readonly [vendor: string]: number },
  definitions: readonly DefinedVendor[],
): readonly ConfigProblem[] {
  const known = [...definitions.map(({ name }) => name), 'studio'];
  const [strange] = Object.keys(numbers).filter((name) => !known.includes(name));
  return strange === undefined ? [] : [{ variable, problem: unknownVendor(strange, known) }];
}

/** Slips in a vendor's name that still tell which is meant. */
const SLIPS_MAX = 2;

/** What was given is never repeated: a key may have been pasted there. */
function unknownVendor(name: string, known: readonly string[]): string {
  const meant = known.find((each) => editDistance(name.toLowerCase(), each) <= SLIPS_MAX);
  const guess = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `names an unknown vendor${guess}${guess === '' ? '; known' : ' Known'} are ${known.join(', ')}`;
}

/** What `URL` makes of an address of this machine: 127.0.0.0/8 in any spelling, ::1, localhost. */
const LOOPBACK_HOST = /^(?:127(?:\.\d+){3}|\[::1\]|(?:[^.]+\.)*localhost)$/;

/**
 * In a real server the demonstration painter is a decision; elsewhere a forgotten key looks the same. A Discord on
 * this machine is an emulator: nobody is misled there, and the painter stays the default.
 */
export function painterProblems(
  discord: { readonly token: string | undefined; readonly apiUrl: string },
  asked: readonly string[],
  configurations: readonly VendorConfiguration[],
): readonly ConfigProblem[] {
  const isAnyMeant = configurations.some(({ kind }) => kind !== 'absent');
  if (discord.token === undefined || asked.length > 0 || isAnyMeant) return [];
  if (LOOPBACK_HOST.test(new URL(discord.apiUrl).hostname)) return [];
  const keys = configurations.flatMap((one) => (one.kind === 'absent' ? [one.missing] : []));
  const problem = `needs a vendor beside it: set ${keys.join(', or ')}; or VENDORS=studio for the demonstration painter`;
  return [{ variable: 'DISCORD_TOKEN', problem }];
}

/** A container without a token would open a playground that nobody can reach. */
export function tokenProblems(token: string | undefined, environmentName: string) {
  if (token !== undefined || environmentName !== 'production') return [];
  const problem =
    'is needed with NODE_ENV=production: create a bot at discord.com/developers, and set its token';
  return [{ variable: 'DISCORD_TOKEN', problem }];
}
