/** Runs all of the doctor's checks, sequentially if they share a limit; none can stop the others. */
import { REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Config } from '#config/config.ts';
import { readChannelAccess } from '#discord/commands/channel-access.ts';
import { loadCommands, servableCommands } from '#discord/commands/load-commands.ts';
import { createDiscordRest, type DiscordRest, REST_OPTIONS } from '#discord/rest/discord-rest.ts';
import { ACTION_NAMES } from '#domain/action.ts';
import { channelId } from '#domain/ids.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { missingSettings, reportsChannelProblems } from '#operations/setup-problems.ts';
import type { Archive } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Vendor } from '#ports/vendor.ts';
import { makeVendors } from '#src/make-vendors.ts';
import { checkBucket } from './check-bucket.ts';
import { checkArchive, checkBackups, checkDatabase, checkDisk } from './check-data.ts';
import { checkApplication, checkCommands } from './check-discord.ts';
import { checkFonts } from './check-fonts.ts';
import { checkAddresses, checkClock, checkVendors } from './check-outside.ts';
import { checkServers } from './check-servers.ts';
import { type Finding, ok, problem, settingFinding, warning } from './finding.ts';

const COMMANDS = new URL('../../../commands/', import.meta.url);

const unopened = async (): Promise<never> => {
  throw new Error('the doctor neither opens the archive nor draws');
};
/** The archive may be in use by a running bot: opening it would remove files that are being written. */
const UNOPENED: Archive = {
  put: unopened,
  stage: unopened,
  hold: unopened,
  has: unopened,
  get: unopened,
  find: unopened,
};

/** Checks the bot of this configuration, whether it is running or not. */
export async function examine(parts: {
  readonly config: Config;
  readonly clock: Clock;
  readonly chance: () => number;
  readonly log: Log;
}): Promise<readonly Finding[]> {
  const { config, clock } = parts;
  const vendors = await makeVendors(config, {
    archive: UNOPENED,
    pictureProcess: { ask: unopened },
    log: parts.log,
  });
  try {
    const groups = await Promise.all([
      attempt('discord', () => examineDiscord(config, vendors, parts)),
      attempt('vendors', () => checkVendors(vendors)),
      attempt('addresses', () => checkAddresses(config)),
      attempt('disk', async () => [await checkDisk(config)]),
      attempt('database', async () => [await checkDatabase(config)]),
      attempt('archive', async () => [
        config.archiveBucket === null
          ? await checkArchive(config, parts.chance)
          : await checkBucket(config.archiveBucket, parts),
      ]),
      attempt('backups', async () => [await checkBackups(config, clock.nowMs())]),
      attempt('fonts', async () => [await checkFonts()]),
    ]);
    return [...groups.flat(), ...settingFindings(config)];
  } finally {
    for (const { close } of vendors) await close?.();
  }
}

async function examineDiscord(
  config: Config,
  vendors: readonly Vendor[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<readonly Finding[]> {
  const { discordToken: token } = config;
  if (token === null) {
    return [
      warning(
        'discord.token',
        'DISCORD_TOKEN is not set: the playground starts instead of Discord',
        'Set it to use Discord; docs and README say how to get one.',
      ),
    ];
  }
  const client = new REST({ ...REST_OPTIONS, api: config.discordRestUrl });
  const rest = createDiscordRest({ rest: client, token, log });
  const { findings, applicationId } = await checkApplication(rest, config);
  if (applicationId === null) return findings;
  const actions = ACTION_NAMES.filter((name) =>
    vendors.some(({ capabilities }) => capabilities.actions[name] !== undefined),
  );
  const commands = servableCommands(await loadCommands(COMMANDS), { actions: () => actions });
  const me = await rest.ask({
    method: 'get',
    route: Routes.user(),
    as: 'bot',
    reads: z.object({ id: z.string() }),
  });
  const botUserId = me.kind === 'ok' ? me.value.id : applicationId;
  return [
    ...findings,
    await checkCommands(rest, applicationId, commands),
    ...(await checkServers(
      rest,
      { applicationId, botUserId, guildIds: config.guildIds },
      clock.nowMs(),
    )),
    ...(await checkReportsChannel(rest, botUserId, config)),
    await checkClock(config.discordApiUrl, clock.nowMs),
  ];
}

const REPORTS_REMEDY =
  'Allow it in the settings of that channel under Permissions, or set REPORTS_CHANNEL to another one.';

async function checkReportsChannel(
  rest: DiscordRest,
  botUserId: string,
  { reportsChannel }: Config,
): Promise<readonly Finding[]> {
  if (reportsChannel === null) return [];
  const access = await readChannelAccess(rest, botUserId, channelId(reportsChannel));
  const problems = reportsChannelProblems(reportsChannel, access);
  return problems.length > 0
    ? problems.map((line) => settingFinding(line, REPORTS_REMEDY))
    : [ok('setting.REPORTS_CHANNEL', access.kind === 'known' ? 'takes reports' : 'not checked')];
}

const BACKUPS_REMEDY = 'Back them up there; docs/scaling.md says how.';

/** Missing settings as in the start report, apart from those checked above. */
function settingFindings(config: Config): readonly Finding[] {
  const unknown = { isPublic: null, servers: null, publicKey: null, interactionsUrl: null };
  return missingSettings(config, unknown, true)
    .filter((line) => /^[A-Z_]+:/.test(line))
    .map((line) =>
      settingFinding(line, line.startsWith('BACKUP_EVERY:') ? BACKUPS_REMEDY : undefined),
    );
}

/** A check that throws is reported as a problem of its own. */
async function attempt(
  check: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [problem(check, `could not be checked: ${reasonOf(error)}`, 'Mend that and try again.')];
  }
}
