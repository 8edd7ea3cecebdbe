/**
 * The environment, read here and nowhere else. Every problem is reported at once, by variable and
 * never with its value; what comes out is typed and complete. The table below is also what
 * `.env.example` is checked against.
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
  type Environment,
  painterProblems,
  strangerProblems,
  tokenProblems,
  vendorProblems,
} from './config-problems.ts';
import { CONFIG_SCHEMA } from './config-schema.ts';
import { databasePlace } from './database-file.ts';
import { type JudgeSettings, judgeSettings } from './moderation-variables.ts';
import { type ProcessSettings, processSettings } from './process-variables.ts';
import { readPrices } from './read-prices.ts';
import { retentionSettings } from './retention-variables.ts';
import { roleProblems } from './roles.ts';
import { unknownVariables } from './unknown-variables.ts';

const GB = 1024 ** 3;

/** Everything the program is told from outside. */
export type Config = ProcessSettings & {
  /** Null: the playground stands in for Discord. */
  readonly discordToken: string | null;
  readonly discordApiUrl: string;
  /** Interactions come to the web server as signed requests, too; null: by the gateway alone. */
  readonly discordPublicKey: string | null;
  readonly dataDir: string;
  readonly databaseFile: string;
  /** `postgres://...` where several processes share the data; null: the file. */
  readonly postgresUrl: string | null;
  /** Where the pictures are; null for the folder in DATA_DIR. */
  readonly archiveBucket: BucketPlace | null;
  /** How much of the bucket is kept in DATA_DIR as well. */
  readonly archiveCacheBytes: number;
  readonly backup: BackupSettings;
  /** How long files and words are kept, and how much of them; null: without end. */
  readonly retention: Readonly<ReturnType<typeof retentionSettings>>;
  readonly vendors: readonly ConfiguredVendor[];
  /** Vendor names in order of preference, `studio` possibly among them. */
  readonly vendorOrder: readonly string[];
  readonly vendorPolicy: VendorPolicy;
  /** Jobs a vendor may have in progress at once, by vendor name; the vendor's own figure otherwise. */
  readonly vendorConcurrency: { readonly [vendor: string]: number };
  /** US dollars for one unit of a vendor's own money, by vendor name. */
  readonly unitUsd: { readonly [vendor: string]: number };
  readonly studioSeconds: number;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly httpPortIsDefault: boolean;
  /** Null: beside the public listener, or none where the token is set. */
  readonly metricsPort: number | null;
  /** What opens `/metrics` on the public listener; null: nothing does. */
  readonly metricsToken: string | null;
  /** Where alerts go beside direct messages; a secret. */
  readonly alertWebhookUrl: string | null;
  /** Who judges prompts before they go to a vendor; null: the word lists alone. */
  readonly moderation: JudgeSettings | null;
  /** Where reports go; null: operators' direct messages. */
  readonly reportsChannel: string | null;
  readonly publicUrl: string | null;
  readonly operatorIds: readonly string[];
  /** The servers that are served; empty: any. */
  readonly guildIds: readonly string[];
  readonly monthlyCredits: number;
  /** Nobody has decided what a server gets. */
  readonly monthlyCreditsIsDefault: boolean;
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
  /** Whether what earlier starts left in the playground is removed. */
  readonly playgroundReset: boolean;
  readonly playgroundVendor: string | null;
  readonly playgroundInteractions: 'gateway' | 'http';
};

/** The whole configuration, or everything that is wrong with it. */
export type ConfigOutcome =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigProblem[] };

/** The whole environment, or all that is wrong with it; `fileNames` are the names that `.env` sets. */
export function readConfig(
  environment: Environment,
  definitions: readonly DefinedVendor[],
  fileNames: readonly string[] = [],
): ConfigOutcome {
  const known = [
    ...Object.keys(CONFIG_SCHEMA.shape),
    ...definitions.flatMap(({ settings }) => settings.map(({ variable }) => variable)),
  ];
  const given = Object.fromEntries(
    known.flatMap((name): readonly [string, string][] => {
      const value = withoutQuotes(environment[name] ?? '');
      return value.trim() === '' ? [] : [[name, value]];
    }),
  );
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
    ...strangerProblems('VENDOR_CONCURRENCY', values.VENDOR_CONCURRENCY, definitions),
    ...strangerProblems('VENDOR_UNIT_USD', values.VENDOR_UNIT_USD, definitions),
    ...strangerProblems('VENDOR_DAILY_CEILING', values.VENDOR_DAILY_CEILING, definitions),
    ...(isGood('DATABASE_URL', 'ARCHIVE_URL', 'DISCORD_PUBLIC_KEY')
      ? roleProblems(values.ROLES, {
          isPostgres: databasePlace(values).postgresUrl !== null,
          hasBucket: values.ARCHIVE_URL !== undefined,
          hasPublicKey: values.DISCORD_PUBLIC_KEY !== undefined,
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
    return { kind: 'problems', problems };
  }
  const archive = archivePlace(values);
  if (archive.kind === 'problem') problems.push(archive.problem);
  if (archive.kind === 'problem' || problems.length > 0) return { kind: 'problems', problems };
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
      moderation: judgeSettings(values),
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

/** An env file given to Docker keeps its quotes, which no value here has a use for. */
function withoutQuotes(value: string): string {
  return /^\s*(["'])(.*)\1\s*$/s.exec(value)?.[2] ?? value;
}

/**
 * What the variables say and what is wrong with each by itself. A wrong one counts as absent for the rest, so that
 * what is wrong with several together is found at once too.
 */
function readValues(given: Readonly<Record<string, string>>) {
  const parsed = CONFIG_SCHEMA.safeParse(given);
  if (parsed.success) return { values: parsed.data, own: [] };
  // One problem a variable: the first is the one to mend.
  const wrong = new Map(
    parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0] ?? ''), message]),
  );
  const right = Object.entries(given).filter(([name]) => !wrong.has(name));
  const rest = CONFIG_SCHEMA.safeParse(Object.fromEntries(right));
  const own = [...wrong].map(([variable, problem]): ConfigProblem => ({ variable, problem }));
  return { values: rest.success ? rest.data : null, own };
}
