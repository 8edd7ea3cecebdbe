/** Asks Discord what the bot may do in each channel of its servers. */
import { PermissionFlagsBits, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { inviteUrl, missingPermissions } from '#discord/commands/channel-permissions.ts';
import type { DiscordReply, DiscordRest } from '#discord/rest/discord-rest.ts';
import { servedServerProblems } from '../../start-report.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Three requests each; more would take minutes. */
const SERVERS_MAX = 50;
/** The most that Discord lists at once. */
const PAGE = 200;
/** Named in one line; the others are counted. */
const CHANNELS_NAMED = 10;

const TEXT = 0;
const VOICE = 2;
const NEWS = 5;

const bits = z.string().transform(BigInt);
const guildsSchema = z.array(z.object({ id: z.string(), name: z.string() }));
const guildSchema = z.object({
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
});
const memberSchema = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.iso.datetime({ offset: true }).nullish(),
});
const channelsSchema = z.array(
  z.object({
    name: z.string().nullish(),
    type: z.number(),
    permission_overwrites: z
      .array(z.object({ id: z.string(), allow: bits, deny: bits }))
      .default([]),
  }),
);

type Server = {
  readonly guildId: string;
  readonly botUserId: string;
  readonly guild: z.infer<typeof guildSchema>;
  readonly member: z.infer<typeof memberSchema>;
};
type Channel = z.infer<typeof channelsSchema>[number];

/** One finding for each server, up to fifty. */
export async function checkServers(
  rest: DiscordRest,
  bot: {
    readonly applicationId: string;
    readonly botUserId: string;
    readonly guildIds: readonly string[];
  },
  nowMs: number,
): Promise<readonly Finding[]> {
  const guilds = await get(rest, Routes.userGuilds(), guildsSchema);
  if (guilds.kind === 'failed') {
    return [problem('servers', `they cannot be read: ${guilds.failure.detail}`, 'Try again.')];
  }
  const invite = inviteUrl(bot.applicationId);
  if (guilds.value.length === 0) {
    return [warning('servers', 'the bot is in no server', `Add it: ${invite}`)];
  }
  const findings: Finding[] = [];
  // Discord lists 200 at once; of a bot in more, the start report looks at all.
  const servers =
    guilds.value.length < PAGE ? new Map(guilds.value.map((one) => [one.id, one])) : null;
  for (const wrong of servedServerProblems(bot.guildIds, servers)) {
    findings.push(
      warning('setting.GUILD_IDS', wrong.replace(/^GUILD_IDS: /, ''), 'Set GUILD_IDS.'),
    );
  }
  for (const guild of guilds.value.slice(0, SERVERS_MAX)) {
    findings.push(await checkServer(rest, bot.botUserId, guild, nowMs));
  }
  const left = guilds.value.length - SERVERS_MAX;
  return left <= 0 ? findings : [...findings, ok('servers', `${left} more were not looked at`)];
}

async function checkServer(
  rest: DiscordRest,
  botUserId: string,
  { id, name }: z.infer<typeof guildsSchema>[number],
  nowMs: number,
): Promise<Finding> {
  const check = `server.${id}`;
  const guild = await get(rest, Routes.guild(id), guildSchema);
  const member = await get(rest, Routes.guildMember(id, botUserId), memberSchema);
  const channels = await get(rest, Routes.guildChannels(id), channelsSchema);
  const failed = [guild, member, channels].find((reply) => reply.kind === 'failed');
  if (guild.kind !== 'ok' || member.kind !== 'ok' || channels.kind !== 'ok') {
    const detail = failed?.kind === 'failed' ? failed.failure.detail : 'no answer';
    return warning(check, `${name}: cannot be read: ${detail}`, 'Try again.');
  }
  const until = member.value.communication_disabled_until;
  if (typeof until === 'string' && Date.parse(until) > nowMs) {
    return problem(
      check,
      `${name}: a moderator has timed the bot out until ${until}`,
      "Remove the time-out in the server's member list.",
    );
  }
  const server = { guildId: id, botUserId, guild: guild.value, member: member.value };
  const usable = channels.value.filter(({ type }) => [TEXT, VOICE, NEWS].includes(type));
  const lacking = usable.flatMap((channel) => {
    const missing = missingPermissions({
      appPermissions: permissionsIn(server, channel),
      inThread: false,
      inVoice: channel.type === VOICE,
    });
    return missing.length === 0 ? [] : [`#${channel.name ?? '?'} (${missing.join(', ')})`];
  });
  if (lacking.length === 0) return ok(check, `${name}: works in all ${usable.length} channels`);
  const named = lacking.slice(0, CHANNELS_NAMED).join(', ');
  const more =
    lacking.length > CHANNELS_NAMED ? ` and ${lacking.length - CHANNELS_NAMED} more` : '';
  const remedy =
    "Give the bot's role these permissions in the channels where people should use it; leave the others.";
  return lacking.length === usable.length
    ? problem(check, `${name}: results can be posted nowhere: ${named}${more}`, remedy)
    : warning(check, `${name}: results cannot be posted in ${named}${more}`, remedy);
}

function get<Answer>(
  rest: DiscordRest,
  route: `/${string}`,
  reads: z.ZodType<Answer>,
): Promise<DiscordReply<Answer>> {
  return rest.ask({ method: 'get', route, as: 'bot', reads });
}

/** As docs.discord.com computes them (Permissions, Permission Overwrites): everyone, then roles, then the member. */
function permissionsIn({ guildId, botUserId, guild, member }: Server, channel: Channel): bigint {
  const all = PermissionFlagsBits.Administrator;
  if (guild.owner_id === botUserId) return all;
  const base = guild.roles
    .filter(({ id }) => id === guildId || member.roles.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, 0n);
  if ((base & all) !== 0n) return all;
  const layers = [
    (id: string) => id === guildId,
    (id: string) => id !== guildId && member.roles.includes(id),
    (id: string) => id === botUserId,
  ];
  return layers.reduce((sum, isIn) => {
    const layer = channel.permission_overwrites.filter(({ id }) => isIn(id));
    const deny = layer.reduce((part, overwrite) => part | overwrite.deny, 0n);
    const allow = layer.reduce((part, overwrite) => part | overwrite.allow, 0n);
    return (sum & ~deny) | allow;
  }, base);
}
