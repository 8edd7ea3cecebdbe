/** Every environment variable except the vendors' own: its type, default, and description in `.env.example`. */
import { z } from 'zod';
import { VENDOR_POLICIES } from '#application/vendors/rank-vendors.ts';
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

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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
    .describe("The bot's token. Without it the playground starts: a Discord on this machine."),
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
    .describe('Folder of the database and the picture archive; the one thing to back up.'),
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
      'The SQLite file, as `file:path`; without it `fourfold.db` in DATA_DIR. Or a PostgreSQL database (15 or newer): `postgres://user:password@host/name`.',
    ),
  ...PROCESS_VARIABLES,
  ARCHIVE_URL: z
    .string()
    .optional()
    .describe(
      'A bucket of an S3-compatible service that keeps the pictures instead of a folder in DATA_DIR: `s3://bucket/folder?endpoint=https://host&region=...`.',
    ),
  AWS_ACCESS_KEY_ID: z.string().optional().describe('Who asks that service.'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('And the secret it signs with.'),
  ARCHIVE_CACHE_GB: number
    .min(0, 'is below 0')
    .default(2)
    .describe('How much of a bucket is kept in DATA_DIR as well, the pictures used last.'),
  BACKUP_EVERY: z
    .string()
    .regex(/^[1-9]\d{0,3}[hd]$/, 'is not a time like 6h or 1d')
    .transform((text) => Number(text.slice(0, -1)) * (text.endsWith('d') ? DAY_MS : HOUR_MS))
    .optional()
    .describe(
      'How often the bot makes a backup by itself, as `6h` or `1d`; without it only `npm run backup` makes one.',
    ),
  BACKUP_KEEP: wholeNumber(1, 10_000)
    .optional()
    .describe('How many backups stay in a backup folder, the newest; all without it.'),
  BACKUP_DIR: z
    .string()
    .optional()
    .describe(
      'Folder of the backups that the bot makes by itself, best on another disk; `backups` in DATA_DIR without it.',
    ),
  ...RETENTION_VARIABLES,
  VENDORS: list.describe(
    'Vendors in order of preference, with commas. Without it: every vendor whose key is set, `studio` when none is; beside a token, `studio` must be asked for unless DISCORD_API_URL is this machine.',
  ),
  VENDOR_POLICY: z
    .enum(VENDOR_POLICIES, `is none of ${VENDOR_POLICIES.join(', ')}`)
    .default('order')
    .describe(
      'Who of several vendors gets a new job: `order` of VENDORS, `cheapest`, or `fastest` as measured.',
    ),
  VENDOR_CONCURRENCY: numberByVendor(
    (jobs) => Number.isInteger(jobs) && jobs >= 1,
    'holds something that is not a whole number of jobs',
  ).describe(
    "Jobs a vendor may have in progress at once, as `apiframe:10,midapi:5`; the vendor's own limit otherwise.",
  ),
  VENDOR_UNIT_USD: numberByVendor((usd) => usd > 0, 'holds a price that is not above 0').describe(
    'What one credit of a vendor costs you in US dollars, as `midapi:0.005`; `cheapest` compares by it.',
  ),
  STUDIO_SECONDS: number
    .min(0, 'is below 0')
    .max(600, 'is above 600')
    .default(6)
    .describe('How long the demonstration painter takes for a job, in seconds.'),
  HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe("Address of the bot's own web server: /healthz, /readyz, webhooks, pages."),
  HTTP_PORT: port(DEFAULT_HTTP_PORT).describe('Its port; 0 takes any free one.'),
  METRICS_PORT: portNumber
    .optional()
    .describe(
      'Port of /metrics, which has a listener of its own that only this machine reaches; without it HTTP_PORT + 1, and none where METRICS_TOKEN is set. 0 takes any free one.',
    ),
  METRICS_TOKEN: z
    .string()
    .min(16, 'is shorter than 16 characters')
    .regex(/^[\w.~+/-]+=*$/, 'holds characters that a bearer token cannot have')
    .optional()
    .describe(
      'Serves /metrics on HTTP_PORT as well, to those who send `Authorization: Bearer` and this token (16 characters or more).',
    ),
  ALERT_WEBHOOK_URL: address
    .optional()
    .describe(
      'An incoming webhook of Discord or Slack that gets what operators are alerted to, beside the direct messages to OPERATOR_IDS.',
    ),
  ...MODERATION_VARIABLES,
  PUBLIC_URL: address
    .optional()
    .describe(
      'How vendors and people reach that server from outside; without it no webhooks and no links.',
    ),
  OPERATOR_IDS: list
    .refine(
      (ids) => ids.every((id) => /^\d{15,20}$/.test(id)),
      'holds something that is not a Discord user id (15 to 20 digits)',
    )
    .describe('Discord user ids of those who run the bot, with commas.'),
  GUILD_IDS: list
    .refine(
      (ids) => ids.every((id) => /^\d{15,20}$/.test(id)),
      'holds something that is not the id of a server (15 to 20 digits)',
    )
    .describe(
      'Ids of the servers that are served, with commas; any without it. With a paid vendor, a public application and no MONTHLY_CREDITS, a new server then waits until an operator approves it.',
    ),
  MONTHLY_CREDITS: wholeNumber(0, 1_000_000_000)
    .default(2000)
    .describe(
      'Credits that every server gets each month; a grid costs 8. Set, it also says that every server is served.',
    ),
  PRICES_FILE: z
    .string()
    .optional()
    .describe(
      'A JSON file with what actions cost in credits, laid over the default prices; docs/credits.md describes it.',
    ),
  VENDOR_DAILY_CEILING: numberByVendor(
    (most) => most > 0,
    'holds a ceiling that is not above 0',
  ).describe(
    "The most a vendor's UTC day may cost in its own money, as `apiframe:20`; then it gets no jobs, whatever credits are left.",
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
      'What Discord sells for this bot, as `sku id:credits` with commas; `sku id:credits/month` for a subscription.',
    ),
  MEMBER_RUNNING_JOBS: wholeNumber(1, 1000)
    .default(3)
    .describe('Jobs that one member of a server may have running at once; more wait their turn.'),
  MEMBER_WAITING_JOBS: wholeNumber(0, 10_000)
    .default(10)
    .describe('Jobs of a member that may wait beside those; more are refused.'),
  REACTIONS: onOff.describe(
    '`true` lets ❌ cancel and ✉️ send by direct message; adds the two intents that reactions need, none of them privileged.',
  ),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `is none of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('trace, debug, info, warn, error, fatal or silent.'),
  LOG_PROMPTS: onOff.describe('`true` puts prompts into the log; people should be told.'),
  PLAYGROUND_PORT: port(DEFAULT_PLAYGROUND_PORT).describe(
    "Port of the playground's page; any free one where it is taken.",
  ),
  PLAYGROUND_RESET: onOff.describe(
    '`true` empties the playground at the start; otherwise its messages are kept in DATA_DIR/playground.',
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
