/** Problems of several variables together; the schema checks each on its own. */
import { editDistance } from '#domain/prompt/nearest.ts';
import type {
  ConfiguredVendor,
  DefinedVendor,
  VendorConfiguration,
} from '#vendors/define-vendor.ts';

/** A variable and its problem, as text for operators. */
export type ConfigProblem = { readonly variable: string; readonly problem: string };

/** Vendors in VENDORS that do not exist or are not configured. */
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

/** Tables by vendor that name an unknown one. */
export function unknownVendorProblems(
  variable: string,
  numbers: { readonly [vendor: string]: number },
  definitions: readonly DefinedVendor[],
): readonly ConfigProblem[] {
  const known = [...definitions.map(({ name }) => name), 'studio'];
  const [strange] = Object.keys(numbers).filter((name) => !known.includes(name));
  return strange === undefined ? [] : [{ variable, problem: unknownVendor(strange, known) }];
}

/** The maximum edit distance for suggesting a vendor's name. */
const TYPOS_MAX = 2;

/** The value is never repeated: a key may have been pasted there. */
function unknownVendor(name: string, known: readonly string[]): string {
  const meant = known.find((each) => editDistance(name.toLowerCase(), each) <= TYPOS_MAX);
  const guess = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `names an unknown vendor${guess}${guess === '' ? '; known' : ' Known'} are ${known.join(', ')}`;
}

/** Loopback hosts as normalised by `URL`: 127.0.0.0/8 in any spelling, ::1, localhost. */
const LOOPBACK_HOST = /^(?:127(?:\.\d+){3}|\[::1\]|(?:[^.]+\.)*localhost)$/;

/**
 * On the real Discord the demonstration painter must be chosen explicitly, since a forgotten key would look the same. A
 * Discord on this machine is an emulator, where the painter is the default.
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

/** A container without a token would open an unreachable playground. */
export function tokenProblems(token: string | undefined, environmentName: string) {
  if (token !== undefined || environmentName !== 'production') return [];
  const problem =
    'is needed with NODE_ENV=production: create a bot at discord.com/developers, and set its token';
  return [{ variable: 'DISCORD_TOKEN', problem }];
}
