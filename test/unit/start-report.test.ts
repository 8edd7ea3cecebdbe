/** How: the report of a start over answers of Discord that are scripted; what it logs is read. */
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '#config/config.ts';
import type { ChannelAccess } from '#discord/commands/channel-access.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import { reportStart } from '#src/start-report.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { startWebServer } from '#web/server.ts';
import { createStartProbe, startProbeRoute } from '#web/start-probe.ts';

const [ONE, TWO, OTHER] = [
  guildId('140000000000000001'),
  guildId('140000000000000002'),
  guildId('140000000000000003'),
] as const;

const definitions = await loadVendors();

type Servers = readonly GuildId[] | null | 'never';
type Options = {
  readonly servers?: Servers;
  readonly reportsAccess?: ChannelAccess;
  /** What the processes of this bot share. */
  readonly secret?: string;
};

/** What a start logs of a bot that is in these servers; null: Discord does not say. */
async function started(
  environment: Readonly<Record<string, string>>,
  { servers = [], reportsAccess, secret = 'ours' }: Options,
) {
  const outcome = readConfig({ VENDORS: 'studio', ...environment }, definitions);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  const reports: unknown[] = [];
  const warnings: string[] = [];
  await reportStart({
    config: outcome.config,
    applicationId: '1',
    applicationFacts: async () => ({
      isPublic: false,
      servers: 1,
      publicKey: null,
      interactionsUrl: null,
    }),
    guildNames: {
      all: () =>
        servers === 'never'
          ? new Promise(() => {})
          : Promise.resolve(servers === null ? null : new Map(servers.map((id) => [id, 'A name']))),
    },
    reportsAccess: () => (reportsAccess === undefined ? null : Promise.resolve(reportsAccess)),
    vendors: [],
    probe: createStartProbe(secret),
    onKeyRejected: () => {},
    // Whoever waits for a time has waited.
    clock: { nowMs: () => 0, sleepUntil: () => new Promise((resolve) => setImmediate(resolve)) },
    log: {
      info: (fields) => reports.push(fields),
      warn: (fields, message) => warnings.push(`${message}: ${fields.detail}`),
      error: () => {},
    },
  });
  const [report] = reports;
  const missing: readonly unknown[] = Object(report).missing;
  const of = (variable: string) => missing.filter((line) => String(line).startsWith(variable));
  return { of, warnings };
}

it.each([
  ['every server that is named has the bot', `${ONE},${TWO}`, [OTHER, TWO, ONE], []],
  ['Discord does not say', ONE, null, []],
  ['Discord does not answer in time', ONE, 'never', []],
  ['none is named', '', [OTHER], []],
  [
    'one of them does not',
    `${ONE},${TWO}`,
    [ONE],
    [`GUILD_IDS: the bot is not in ${TWO}; correct the id, or add the bot there`],
  ],
  [
    'none of them does',
    `${ONE},${TWO}`,
    [OTHER],
    [
      'GUILD_IDS: the bot is in none of the servers that are named, so every member is refused; it is in 1 other',
    ],
  ],
  [
    'the bot is in no server',
    ONE,
    [],
    ['GUILD_IDS: the bot is in no server yet; add it to those that are named'],
  ],
] as const)('a start says of GUILD_IDS where %s', async (_what, named, servers, expected) => {
  const { of } = await started({ GUILD_IDS: named }, { servers });
  expect(of('GUILD_IDS')).toEqual(expected);
});

it('a start warns of a channel for reports that takes none, and of no other', async () => {
  const environment = { REPORTS_CHANNEL: '140000000000000009' };
  const lacking = ['send-messages', 'embed-links'] as const;
  const closed = await started(environment, {
    reportsAccess: { kind: 'known', name: 'reports', lacking },
  });
  const line =
    "REPORTS_CHANNEL: the bot lacks Send Messages and Embed Links in #reports; allow it in that channel's settings. Until then reports go to the direct messages of OPERATOR_IDS";
  expect(closed.of('REPORTS_CHANNEL')).toEqual([line]);
  expect(closed.warnings).toEqual([`reports cannot be posted: ${line}`]);
  const open = await started(environment, {
    reportsAccess: { kind: 'known', name: 'reports', lacking: [] },
  });
  expect([open.of('REPORTS_CHANNEL'), open.warnings]).toEqual([[], []]);
});

it.each([
  ['another process of the same bot', 'ours', []],
  ['another bot', 'theirs', [expect.stringContaining('does not lead to this bot')]],
])(
  'a start whose PUBLIC_URL leads to %s says so where it should not',
  async (_who, secret, lines) => {
    const silent = { warn: () => undefined, error: () => undefined };
    const parts = [startProbeRoute(createStartProbe(secret))];
    const other = await startWebServer({ host: '127.0.0.1', port: 0, log: silent, parts });
    onTestFinished(() => other.close());
    const { of } = await started({ PUBLIC_URL: other.url }, {});
    expect(of('PUBLIC_URL')).toEqual(lines);
  },
);
