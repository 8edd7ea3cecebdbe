/** How: the report of a start over answers of Discord that are scripted; what it logs is read. */
import { expect, it } from 'vitest';
import { readConfig } from '#config/config.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import { reportStart } from '#src/start-report.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

const [ONE, TWO, OTHER] = [
  guildId('140000000000000001'),
  guildId('140000000000000002'),
  guildId('140000000000000003'),
] as const;

const definitions = await loadVendors();

/** What is missing by the report of a bot that is in these servers; null: Discord does not say. */
async function missing(named: string, servers: readonly GuildId[] | null | 'never') {
  const outcome = readConfig({ GUILD_IDS: named, VENDORS: 'studio' }, definitions);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  const reports: unknown[] = [];
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
    vendors: [],
    probe: { path: '/start/x', answer: 'y' },
    onKeyRejected: () => {},
    // Whoever waits for a time has waited.
    clock: { nowMs: () => 0, sleepUntil: () => new Promise((resolve) => setImmediate(resolve)) },
    log: { info: (fields) => reports.push(fields), warn: () => {}, error: () => {} },
  });
  const [report] = reports;
  const lines: readonly unknown[] = Object(report).missing;
  return lines.filter((line) => String(line).startsWith('GUILD_IDS'));
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
  expect(await missing(named, servers)).toEqual(expected);
});
