/** Every environment variable except the vendors' own: its type, default, and description in `.env.example`. */
import { z } from 'zod';
import { VENDOR_POLICIES } from '#application/vendors/rank-vendors.ts';
import { DAY_MS, HOUR_MS } from '#domain/period.ts';
import { MODERATION_VARIABLES } from './moderation-variables.ts';
import { POSTGRES_SCHEME, passwordsOf } from './postgres-address.ts';
import { PROCESS_VARIABLES } from './process-variables.ts';
import { RETENTION_VARIABLES } from './retention-variables.ts';
import {
  address,
  list,
  number,
  numberByVendor,
  onOff,
  port,
  portNumber,
  wholeNumber,
} from './value-kinds.ts';

const DEFAULT_HTTP_PORT = 8080;
const DEFAULT_PLAYGROUND_PORT = 8090;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** Optional prefixes of a SQLite file's path. */
export const FILE_SCHEME = /^(?:file:|sqlite:)(?:\/\/)?/;

/** The schema of all variables except the vendors' own. */
export const CONFIG_SCHEMA = z.object({
  NODE_ENV: z
    .string()
    .default('development')
    .describe('`production` refuses to start without a token instead of opening the playground.'),
  DISCORD_TOKEN: z
    .string()
    .refine((token) => !/^Bot\s/i.test(token), 'begins with "Bot": set the token alone')
    // Other characters could break the header it is sent in.
    .regex(/^[\x21-\x7e]+$/, 'has blanks or characters that no token has')
    .optional()
    .describe(
      "The bot's token. Without it the playground starts, an emulated Discord on this machine.",
    ),
  DISCORD_API_URL: address
    .default('https://discord.com/api')
    .describe("Base of Discord's REST API; the gateway's address comes from there."),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'is not 64 hexadecimal digits: copy "Public Key" of the application')
    .optional()
    .describe(
      "The application's public key. With it Discord can send interactions to `PUBLIC_URL/interactions` and sales to `PUBLIC_URL/events` instead of through the gateway.",
    ),
  DATA_DIR: z
    .string()
    .default('./data')
    .describe('Folder of the database and the picture archive; the only folder to back up.'),
  DATABASE_URL: z
    .string()
    .refine(
      (url) =>
        FILE_SCHEME.test(url) || POSTGRES_SCHEME.test(url) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(url),
      'is neither a SQLite file (file:path) nor a PostgreSQL database (postgres://user:password@host/name)',
    )
    .refine(
      (url) => !POSTGRES_SCHEME.test(url) || passwordsOf(url) !== null,
      'is not an address like postgres://user:password@host/name; write / in a password as %2F, # as %23, ? as %3F',
    )
    .optional()
    .describe(
      'The SQLite file, as `file:path`; by default `fourfold.db` in DATA_DIR. Or a PostgreSQL database (15 or newer): `postgres://user:password@host/name`.',
    ),
  ...PROCESS_VARIABLES,
  ARCHIVE_URL: z
    .string()
    .optional()
    .describe(
      'A bucket of an S3-compatible service that keeps the pictures instead of a folder in DATA_DIR: `s3://bucket/folder?endpoint=https://host&region=...`.',
    ),
  AWS_ACCESS_KEY_ID: z.string().optional().describe('The access key of that service.'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('Its secret key.'),
  ARCHIVE_CACHE_GB: number
    .min(0, 'is below 0')
    .default(2)
    .describe("Size of the cache for a bucket's most recently used pictures in DATA_DIR."),
  BACKUP_EVERY: z
    .string()
    .regex(/^[1-9]\d{0,3}[hd]$/, 'is not a time like 6h or 1d')
    .transform((text) => Number(text.slice(0, -1)) * (text.endsWith('d') ? DAY_MS : HOUR_MS))
    .optional()
    .describe(
      'Interval of automatic backups, such as `6h` or `1d`; without it only `npm run backup` makes one.',
    ),
  BACKUP_KEEP: wholeNumber(1, 10_000)
    .optional()
    .describe('Number of newest backups to keep in a backup folder; by default all.'),
  BACKUP_DIR: z
    .string()
    .optional()
    .describe(
      'Folder of automatic backups, preferably on another disk; by default `backups` in DATA_DIR.',
    ),
  ...RETENTION_VARIABLES,
  VENDORS: list.describe(
    'Vendors in order of preference, separated by commas. By default every vendor whose key is set, or `studio` if none is; with a token, `studio` must be named explicitly unless DISCORD_API_URL is this machine.',
  ),
  VENDOR_POLICY: z
    .enum(VENDOR_POLICIES, `is none of ${VENDOR_POLICIES.join(', ')}`)
    .default('order')
    .describe(
      'Which of several vendors gets a new job: by `order` of VENDORS, the `cheapest`, or the `fastest` as measured.',
    ),
  VENDOR_CONCURRENCY: numberByVendor(
    (jobs) => Number.isInteger(jobs) && jobs >= 1,
    'holds something that is not a whole number of jobs',
  ).describe(
    "Concurrent jobs per vendor, such as `apiframe:10,midapi:5`; by default the vendor's own limit.",
  ),
  VENDOR_UNIT_USD: numberByVendor((usd) => usd > 0, 'holds a price that is not above 0').describe(
    'Your price of one vendor credit in US dollars, such as `midapi:0.005`; used by `cheapest`.',
  ),
  STUDIO_SECONDS: number
    .min(0, 'is below 0')
    .max(600, 'is above 600')
    .default(6)
    .describe('Seconds that the demonstration painter takes for a job.'),
  HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe("Bind address of the bot's web server: /healthz, /readyz, webhooks, pages."),
  HTTP_PORT: port(DEFAULT_HTTP_PORT).describe('Its port; 0 takes any free one.'),
  METRICS_PORT: portNumber
    .optional()
    .describe(
      'Port of the separate /metrics listener, which only this machine can reach; by default HTTP_PORT + 1, or none if METRICS_TOKEN is set. 0 takes any free one.',
    ),
  METRICS_TOKEN: z
    .string()
    .min(16, 'is shorter than 16 characters')
    .regex(/^[\w.~+/-]+=*$/, 'holds characters that a bearer token cannot have')
    .optional()
    .describe(
      'Serves /metrics on HTTP_PORT too, for requests with `Authorization: Bearer` and this token (16 characters or more).',
    ),
  ALERT_WEBHOOK_URL: address
    .optional()
    .describe(
      'An incoming webhook of Discord or Slack for alerts, in addition to direct messages to OPERATOR_IDS.',
    ),
  ...MODERATION_VARIABLES,
  PUBLIC_URL: address
    .optional()
    .describe(
      'The public URL of that server, for vendors and people; without it there are no webhooks and no links.',
    ),
  OPERATOR_IDS: list
    .refine(
      (ids) => ids.every((id) => /^\d{15,20}$/.test(id)),
      'holds something that is not a Discord user id (15 to 20 digits)',
    )
    .describe('Discord user ids of the operators, separated by commas.'),
  GUILD_IDS: list
    .refine(
      (ids) => ids.every((id) => /^\d{15,20}$/.test(id)),
      'holds something that is not the id of a server (15 to 20 digits)',
    )
    .describe(
      "Ids of the servers that may use the bot, separated by commas; by default any. With a paid vendor, a public application and no MONTHLY_CREDITS, a new server then waits for an operator's approval.",
    ),
  MONTHLY_CREDITS: wholeNumber(0, 1_000_000_000)
    .default(2000)
    .describe(
      'Credits that every server gets each month; a grid costs 8. If set, every server may use the bot.',
    ),
  PRICES_FILE: z
    .string()
    .optional()
    .describe(
      'A JSON file with prices of actions in credits, which override the defaults; docs/credits.md describes it.',
    ),
  VENDOR_DAILY_CEILING: numberByVendor(
    (most) => most > 0,
    'holds a ceiling that is not above 0',
  ).describe(
    'Daily (UTC) budget per vendor in its own unit, such as `apiframe:20`; above it the vendor gets no jobs, regardless of credits.',
  ),
  SKUS: list
    .refine(
      (items) => items.every((item) => /^\d{15,20}:[1-9]\d{0,8}(?:\/month)?$/.test(item)),
      'is not a list like 1234567890123456789:500,2345678901234567890:3000/month',
    )
    .transform((items) =>
      Object.fromEntries(
        items.map((item) => {
          const [sku = '', given = ''] = item.split(':');
          const [credits, month] = given.split('/');
          return [sku, { credits: Number(credits), isMonthly: month !== undefined }] as const;
        }),
      ),
    )
    .describe(
      'Credits for Discord purchases, as `sku id:credits` separated by commas; `sku id:credits/month` for a subscription.',
    ),
  MEMBER_RUNNING_JOBS: wholeNumber(1, 1000)
    .default(3)
    .describe('Concurrent running jobs per member of a server; further ones wait.'),
  MEMBER_WAITING_JOBS: wholeNumber(0, 10_000)
    .default(10)
    .describe('Waiting jobs per member; further ones are refused.'),
  REACTIONS: onOff.describe(
    '`true` enables the reactions ❌ (cancel) and ✉️ (send by direct message); adds the two intents that reactions need, neither of them privileged.',
  ),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `is none of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('trace, debug, info, warn, error, fatal or silent.'),
  LOG_PROMPTS: onOff.describe('`true` logs prompts; tell your users.'),
  PLAYGROUND_PORT: port(DEFAULT_PLAYGROUND_PORT).describe(
    "Port of the playground's page; any free one if it is in use.",
  ),
  PLAYGROUND_RESET: onOff.describe(
    '`true` clears the playground at start; otherwise its messages are kept in DATA_DIR/playground.',
  ),
  PLAYGROUND_VENDOR: z
    .string()
    .optional()
    .describe(
      'Lets the playground emulate a vendor instead of using the demonstration painter: `apiframe`, ...',
    ),
  PLAYGROUND_INTERACTIONS: z
    .enum(['gateway', 'http'], 'is neither gateway nor http')
    .default('gateway')
    .describe(
      'How the playground sends interactions: gateway, or http (signed requests to the bot).',
    ),
});
