/** Checks the bot's permissions in each channel of its servers. */
import { ChannelType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { accessSchemas, type BotInGuild, missingIn } from '#discord/commands/channel-access.ts';
import { inviteUrl } from '#discord/commands/channel-permissions.ts';
import type { DiscordReply, DiscordRest } from '#discord/rest/discord-rest.ts';
import { permissionList, servedServerProblems } from '#operations/setup-problems.ts';
import { type Finding, ok, problem, settingFinding, warning } from './finding.ts';

/** Each needs three requests; more would take minutes. */
const SERVERS_MAX = 50;
/** Discord's page size. */
const PAGE = 200;
/** Named in one line; the others are counted. */
const CHANNELS_NAMED = 10;

const USABLE: readonly number[] = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildAnnouncement,
];

const guildsSchema = z.array(z.object({ id: z.string(), name: z.string() }));
const channelsSchema = z.array(accessSchemas.channel);

/** One finding per server, up to fifty. */
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
  // Only the first page of 200; the start report checks all servers.
  const servers =
    guilds.value.length < PAGE ? new Map(guilds.value.map((one) => [one.id, one])) : null;
  for (const wrong of servedServerProblems(bot.guildIds, servers)) {
    findings.push(settingFinding(wrong));
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
  const guild = await get(rest, Routes.guild(id), accessSchemas.guild);
  const member = await get(rest, Routes.guildMember(id, botUserId), accessSchemas.member);
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
  const bot: BotInGuild = { guildId: id, botUserId, guild: guild.value, member: member.value };
  const usable = channels.value.filter(({ type }) => USABLE.includes(type));
  const lacking = usable.flatMap((channel) => {
    const missing = missingIn(bot, channel, false);
    return missing.length === 0 ? [] : [`#${channel.name ?? '?'} (${permissionList(missing)})`];
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
