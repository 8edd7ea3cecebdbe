/**
 * The only reader of the environment. All problems are reported at once, by variable and never with the value; the
 * result is typed and complete. `.env.example` is checked against the table below.
 */
import type { VendorPolicy } from '#application/vendors/rank-vendors.ts';
import type { Prices } from '#domain/price.ts';
import type { QueueLimits } from '#domain/queue.ts';
import type { BucketPlace } from '#ports/bucket-place.ts';
import type { ConfiguredVendor, DefinedVendor } from '#vendors/define-vendor.ts';
import { archivePlace } from './archive-place.ts';
import { type BackupSettings, backupSettings } from './backup-settings.ts';
import {
  type ConfigProblem,
  painterProblems,
  tokenProblems,
  unknownVendorProblems,
  vendorProblems,
} from './config-problems.ts';
import { CONFIG_SCHEMA } from './config-schema.ts';
import { databasePlace } from './database-file.ts';
import { addEnvFile, EnvFileError, type Environment, givenValues } from './environment.ts';
import { type ModeratorSettings, moderatorSettings } from './moderation-variables.ts';
import { type ProcessSettings, processSettings } from './process-variables.ts';
import { readPrices } from './read-prices.ts';
import { retentionSettings } from './retention-variables.ts';
import { roleProblems } from './roles.ts';
import { unknownVariables } from './unknown-variables.ts';

const GB = 1024 ** 3;

/** The complete configuration. */
export type Config = ProcessSettings & {
  /** Null: the playground replaces Discord. */
  readonly discordToken: string | null;
  readonly discordApiUrl: string;
  /** The web server also accepts signed interactions; null: only the gateway does. */
  readonly discordPublicKey: string | null;
  readonly dataDir: string;
  readonly databaseFile: string;
  /** `postgres://...` for several processes; null: the file. */
  readonly postgresUrl: string | null;
  /** The bucket for pictures; null: the folder in DATA_DIR. */
  readonly archiveBucket: BucketPlace | null;
  /** The size of the bucket's cache in DATA_DIR. */
  readonly archiveCacheBytes: number;
  readonly backup: BackupSettings;
  /** Retention of files and prompts; null: unlimited. */
  readonly retention: Readonly<ReturnType<typeof retentionSettings>>;
  readonly vendors: readonly ConfiguredVendor[];
  /** Vendor names in order of preference, possibly including `studio`. */
  readonly vendorOrder: readonly string[];
  readonly vendorPolicy: VendorPolicy;
  /** Concurrent jobs by vendor name; the vendor's own limit otherwise. */
  readonly vendorConcurrency: { readonly [vendor: string]: number };
  /** US dollars per vendor unit, by vendor name. */
  readonly unitUsd: { readonly [vendor: string]: number };
  readonly studioSeconds: number;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly httpPortIsDefault: boolean;
  /** Null: next to the public listener, or none if the token is set. */
  readonly metricsPort: number | null;
  /** The token for `/metrics` on the public listener; null: not served there. */
  readonly metricsToken: string | null;
  /** The webhook for alerts, in addition to direct messages; a secret. */
  readonly alertWebhookUrl: string | null;
  /** The service that moderates prompts; null: only the word lists. */
  readonly moderation: ModeratorSettings | null;
  /** The channel for reports; null: operators' direct messages. */
  readonly reportsChannel: string | null;
  readonly publicUrl: string | null;
  readonly operatorIds: readonly string[];
  /** The allowed servers; empty: any. */
  readonly guildIds: readonly string[];
  readonly monthlyCredits: number;
  /** MONTHLY_CREDITS is not set. */
  readonly monthlyCreditsIsDefault: boolean;
  readonly prices: Prices;
  /** The daily (UTC) budget in the vendor's own unit, by vendor name. */
  readonly vendorDailyCeiling: { readonly [vendor: string]: number };
  /** Discord's products with their credits: once, or at each renewal. */
  readonly skus: {
    readonly [sku: string]: { readonly credits: number; readonly isMonthly: boolean };
  };
  /** Limits of running and waiting jobs per member of a server. */
  readonly memberQueue: QueueLimits;
  readonly reactions: boolean;
  readonly logLevel: string;
  readonly logLevelIsDefault: boolean;
  readonly logPrompts: boolean;
  readonly playgroundPort: number;
  /** Whether the playground is cleared at start. */
  readonly playgroundReset: boolean;
  readonly playgroundVendor: string | null;
  readonly playgroundInteractions: 'gateway' | 'http';
};

/** The configuration, or all its problems. */
export type ConfigOutcome =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigProblem[] };

/** Reads the environment and the `.env` of the current folder. */
export function readEnvironment(
  environment: Parameters<typeof addEnvFile>[0],
  definitions: readonly DefinedVendor[],
): ConfigOutcome {
  try {
    const fileNames = addEnvFile(environment);
    return readConfig(environment, definitions, fileNames);
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    return { kind: 'problems', problems: [{ variable: '.env', problem: error.problem }] };
  }
}

/** Reads the environment; `fileNames` are the names set in `.env`. */
export function readConfig(
  environment: Environment,
  definitions: readonly DefinedVendor[],
  fileNames: readonly string[] = [],
): ConfigOutcome {
  const known = [
    ...Object.keys(CONFIG_SCHEMA.shape),
    ...definitions.flatMap(({ settings }) => settings.map(({ variable }) => variable)),
  ];
  const given = givenValues(environment);
  const { values, own } = readValues(given);
  const configurations = definitions.map((definition) => definition.configure(given));
  const vendors = configurations.flatMap((one) => (one.kind === 'configured' ? [one.vendor] : []));
  const problems: ConfigProblem[] = [
    ...own,
    ...configurations.flatMap((one) => (one.kind === 'problems' ? one.problems : [])),
    ...unknownVariables(environment, fileNames, known),
  ];
  if (values === null) return { kind: 'problems', problems };
  const isGood = (...names: readonly string[]) =>
    !own.some(({ variable }) => names.includes(variable));
  problems.push(
    ...vendorProblems(values.VENDORS, definitions, vendors),
    ...unknownVendorProblems('VENDOR_CONCURRENCY', values.VENDOR_CONCURRENCY, definitions),
    ...unknownVendorProblems('VENDOR_UNIT_USD', values.VENDOR_UNIT_USD, definitions),
    ...unknownVendorProblems('VENDOR_DAILY_CEILING', values.VENDOR_DAILY_CEILING, definitions),
    ...(isGood('DATABASE_URL', 'ARCHIVE_URL', 'DISCORD_PUBLIC_KEY')
      ? roleProblems(values.ROLES, {
          isPostgres: databasePlace(values).postgresUrl !== null,
          hasBucket: values.ARCHIVE_URL !== undefined,
          hasPublicKey: values.DISCORD_PUBLIC_KEY !== undefined,
          hasPublicUrl: values.PUBLIC_URL !== undefined,
        })
      : []),
    ...(isGood('DISCORD_TOKEN') ? tokenProblems(values.DISCORD_TOKEN, values.NODE_ENV) : []),
    ...(isGood('VENDORS', 'DISCORD_API_URL')
      ? painterProblems(
          { token: values.DISCORD_TOKEN, apiUrl: values.DISCORD_API_URL },
          values.VENDORS,
          configurations,
        )
      : []),
  );
  const priced = readPrices(values.PRICES_FILE ?? null);
  if (priced.kind === 'problem') {
    problems.push({ variable: 'PRICES_FILE', problem: priced.problem });
  }
  const archive = archivePlace(values);
  if (archive.kind === 'problems') problems.push(...archive.problems);
  if (priced.kind === 'problem' || archive.kind === 'problems' || problems.length > 0) {
    return { kind: 'problems', problems };
  }
  const configured = vendors.map(({ name }) => name);
  return {
    kind: 'config',
    config: {
      discordToken: values.DISCORD_TOKEN ?? null,
      discordApiUrl: values.DISCORD_API_URL,
      discordPublicKey: values.DISCORD_PUBLIC_KEY ?? null,
      dataDir: values.DATA_DIR,
      ...databasePlace(values),
      ...processSettings(values),
      archiveBucket: archive.place,
      archiveCacheBytes: values.ARCHIVE_CACHE_GB * GB,
      backup: backupSettings(values),
      retention: retentionSettings(values),
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
      metricsPort: values.METRICS_PORT ?? null,
      metricsToken: values.METRICS_TOKEN ?? null,
      alertWebhookUrl: values.ALERT_WEBHOOK_URL ?? null,
      moderation: moderatorSettings(values),
      reportsChannel: values.REPORTS_CHANNEL ?? null,
      publicUrl: values.PUBLIC_URL ?? null,
      operatorIds: values.OPERATOR_IDS,
      guildIds: values.GUILD_IDS,
      monthlyCredits: values.MONTHLY_CREDITS,
      monthlyCreditsIsDefault: given.MONTHLY_CREDITS === undefined,
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
      playgroundReset: values.PLAYGROUND_RESET,
      playgroundVendor: values.PLAYGROUND_VENDOR ?? null,
      playgroundInteractions: values.PLAYGROUND_INTERACTIONS,
    },
  };
}

/**
 * The values and the problems of each variable. Invalid ones count as absent for further checks, so that problems of
 * several variables together are found at once too.
 */
function readValues(given: Readonly<Record<string, string>>) {
  const parsed = CONFIG_SCHEMA.safeParse(given);
  if (parsed.success) return { values: parsed.data, own: [] };
  // One problem per variable: the first.
  const wrong = new Map(
    parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0] ?? ''), message]),
  );
  const right = Object.entries(given).filter(([name]) => !wrong.has(name));
  const rest = CONFIG_SCHEMA.safeParse(Object.fromEntries(right));
  const own = [...wrong].map(([variable, problem]): ConfigProblem => ({ variable, problem }));
  return { values: rest.success ? rest.data : null, own };
}
