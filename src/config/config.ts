/**
 * The environment, read here and nowhere else. Every problem is reported at once, by variable and
 * never with its value; what comes out is typed and complete. The table below is also what
 * `.env.example` is checked against.
 */
import type { VendorPolicy } from '#application/vendors/rank-vendors.ts';
import type { Prices } from '#domain/price.ts';
import type { QueueLimits } from '#domain/queue.ts';
import type { ConfiguredVendor, DefinedVendor } from '#vendors/define-vendor.ts';
import { CONFIG_SCHEMA, FILE_SCHEME } from './config-schema.ts';
import { readPrices } from './read-prices.ts';

/** The environment as given: absent and empty mean the same. */
export type Environment = { readonly [variable: string]: string | undefined };

export type ConfigProblem = { readonly variable: string; readonly problem: string };

/** Everything the program is told from outside. */
export type Config = {
  /** Null: the playground stands in for Discord. */
  readonly discordToken: string | null;
  readonly discordApiUrl: string;
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly vendors: readonly ConfiguredVendor[];
  /** Vendor names in order of preference, `studio` possibly among them. */
  readonly vendorOrder: readonly string[];
  readonly vendorPolicy: VendorPolicy;
  /** Jobs a vendor may have in hand at once, by vendor name; the vendor's own figure otherwise. */
  readonly vendorConcurrency: { readonly [vendor: string]: number };
  /** US dollars for one unit of a vendor's own money, by vendor name. */
  readonly unitUsd: { readonly [vendor: string]: number };
  readonly studioSeconds: number;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly httpPortIsDefault: boolean;
  readonly publicUrl: string | null;
  readonly operatorIds: readonly string[];
  readonly monthlyCredits: number;
  readonly prices: Prices;
  /** What a vendor's UTC day may cost in its own money, by vendor name. */
  readonly vendorDailyCeiling: { readonly [vendor: string]: number };
  /** What Discord sells for the bot, and the credits it gives: once, or at each renewal. */
  readonly skus: {
    readonly [sku: string]: { readonly credits: number; readonly isMonthly: boolean };
  };
  /** Jobs of one member of a server that run and that wait at most. */
  readonly memberQueue: QueueLimits;
  readonly reactions: boolean;
  readonly logLevel: string;
  readonly logLevelIsDefault: boolean;
  readonly logPrompts: boolean;
  readonly playgroundPort: number;
  readonly playgroundVendor: string | null;
};

export type ConfigOutcome =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigProblem[] };

/** The whole environment, or all that is wrong with it. */
export function readConfig(
  environment: Environment,
  definitions: readonly DefinedVendor[],
): ConfigOutcome {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = CONFIG_SCHEMA.safeParse(given);
  const configurations = definitions.map((definition) => definition.configure(environment));
  const vendors = configurations.flatMap((one) => (one.kind === 'configured' ? [one.vendor] : []));
  const problems: ConfigProblem[] = configurations.flatMap((one) =>
    one.kind === 'problems' ? one.problems : [],
  );
  if (!parsed.success) {
    // One problem a variable: the first is the one to mend.
    const own = new Map(
      parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0] ?? ''), message]),
    );
    const ownProblems = [...own].map(([variable, problem]) => ({ variable, problem }));
    return { kind: 'problems', problems: [...ownProblems, ...problems] };
  }
  const values = parsed.data;
  problems.push(
    ...vendorProblems(values.VENDORS, definitions, vendors),
    ...strangerProblems('VENDOR_CONCURRENCY', values.VENDOR_CONCURRENCY, definitions),
    ...strangerProblems('VENDOR_UNIT_USD', values.VENDOR_UNIT_USD, definitions),
    ...strangerProblems('VENDOR_DAILY_CEILING', values.VENDOR_DAILY_CEILING, definitions),
    ...tokenProblems(values.DISCORD_TOKEN, values.NODE_ENV),
  );
  const priced = readPrices(values.PRICES_FILE ?? null);
  if (priced.kind === 'problem') {
    problems.push({ variable: 'PRICES_FILE', problem: priced.problem });
    return { kind: 'problems', problems };
  }
  if (problems.length > 0) return { kind: 'problems', problems };
  const configured = vendors.map(({ name }) => name);
  return {
    kind: 'config',
    config: {
      discordToken: values.DISCORD_TOKEN ?? null,
      discordApiUrl: values.DISCORD_API_URL,
      dataDir: values.DATA_DIR,
      databaseFile:
        values.DATABASE_URL?.replace(FILE_SCHEME, '') ?? `${values.DATA_DIR}/fourfold.db`,
      vendors,
      vendorOrder:
        values.VENDORS.length > 0
          ? values.VENDORS
          : configured.length > 0
            ? configured
            : ['studio'],
      vendorPolicy: values.VENDOR_POLICY,
      vendorConcurrency: values.VENDOR_CONCURRENCY,
      unitUsd: values.VENDOR_UNIT_USD,
      studioSeconds: values.STUDIO_SECONDS,
      httpHost: values.HTTP_HOST,
      httpPort: values.HTTP_PORT,
      httpPortIsDefault: given.HTTP_PORT === undefined,
      publicUrl: values.PUBLIC_URL ?? null,
      operatorIds: values.OPERATOR_IDS,
      monthlyCredits: values.MONTHLY_CREDITS,
      prices: priced.prices,
      vendorDailyCeiling: values.VENDOR_DAILY_CEILING,
      skus: values.SKUS,
      memberQueue: {
        running: values.MEMBER_RUNNING_JOBS,
        waiting: values.MEMBER_WAITING_JOBS,
      },
      reactions: values.REACTIONS,
      logLevel: values.LOG_LEVEL,
      logLevelIsDefault: given.LOG_LEVEL === undefined,
      logPrompts: values.LOG_PROMPTS,
      playgroundPort: values.PLAYGROUND_PORT,
      playgroundVendor: values.PLAYGROUND_VENDOR ?? null,
    },
  };
}

function vendorProblems(
  asked: readonly string[],
  definitions: readonly DefinedVendor[],
  vendors: readonly ConfiguredVendor[],
): readonly ConfigProblem[] {
  const known = [...definitions.map(({ name }) => name), 'studio'];
  return asked.flatMap((name): readonly ConfigProblem[] => {
    if (!known.includes(name)) {
      return [
        { variable: 'VENDORS', problem: `names an unknown vendor; known are ${known.join(', ')}` },
      ];
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

function strangerProblems(
  variable: string,
  numbers: { readonly [vendor: string]: number },
  definitions: readonly DefinedVendor[],
): readonly ConfigProblem[] {
  const known = [...definitions.map(({ name }) => name), 'studio'];
  const isStrange = Object.keys(numbers).some((name) => !known.includes(name));
  const problem = `names an unknown vendor; known are ${known.join(', ')}`;
  return isStrange ? [{ variable, problem }] : [];
}

function tokenProblems(token: string | undefined, environmentName: string) {
  if (token !== undefined || environmentName !== 'production') return [];
  const problem =
    'is needed with NODE_ENV=production: create a bot at discord.com/developers, and set its token';
  return [{ variable: 'DISCORD_TOKEN', problem }];
}
