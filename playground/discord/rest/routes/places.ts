import { z } from 'zod';
import { refusal } from '#playground/discord/discord-error.ts';
import { timedOutUntilMs } from '#playground/discord/faults/lasting-faults.ts';
import { botChannel, botGuild } from '#playground/discord/rest/access.ts';
import {
  noContent,
  ok,
  parameter,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import { guildPermissions } from '#playground/discord/rules/permissions.ts';
import { parseBody } from '#playground/discord/rules/schema.ts';
import { openDirectChannel } from '#playground/discord/state/direct-channel.ts';
import { renderApplication } from '#playground/discord/state/render-application.ts';
import {
  renderChannel,
  renderGuild,
  renderMember,
} from '#playground/discord/state/render-place.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';

const gatewayUrl = (origin: string): string => `${origin.replace(/^http/, 'ws')}/gateway`;

const gateway: RouteHandler = (_request, discord) => ok({ url: gatewayUrl(discord.origin()) });

const gatewayBot: RouteHandler = (_request, discord) =>
  ok({
    url: gatewayUrl(discord.origin()),
    shards: discord.shards,
    session_start_limit: {
      total: limits.gateway.identifiesPerDay,
      remaining: limits.gateway.identifiesPerDay,
      reset_after: 0,
      max_concurrency: limits.gateway.concurrency,
    },
  });

const me: RouteHandler = (_request, discord) => {
  const bot = discord.world.accounts.get(discord.world.botId);
  if (bot === undefined) throw refusal('unknown-user');
  return ok({
    ...renderUser(bot),
    mfa_enabled: true,
    locale: 'en-US',
    verified: true,
    email: null,
  });
};

const user: RouteHandler = (request, discord) => {
  const account = discord.world.accounts.get(parameter(request, 'user_id'));
  if (account === undefined) throw refusal('unknown-user');
  return ok(renderUser(account));
};

const myGuilds: RouteHandler = (_request, discord) =>
  ok(
    [...discord.world.guilds.values()].flatMap((guild) => {
      const permissions = guildPermissions(guild, discord.world.botId);
      return permissions === null
        ? []
        : [
            {
              id: guild.id,
              name: guild.name,
              icon: null,
              banner: null,
              owner: false,
              permissions: permissions.toString(),
              features: [],
            },
          ];
    }),
  );

const application: RouteHandler = (_request, discord) => ok(renderApplication(discord));

const channel: RouteHandler = (request, discord) =>
  ok(renderChannel(discord.world, botChannel(discord, parameter(request, 'channel_id'))));

const typing: RouteHandler = (request, discord) => {
  const { id } = botChannel(discord, parameter(request, 'channel_id'), 'SendMessages');
  discord.events.emit({ kind: 'typing-started', channelId: id, userId: discord.world.botId });
  return noContent;
};

const guild: RouteHandler = (request, discord) =>
  ok(renderGuild(botGuild(discord, parameter(request, 'guild_id'))));

const guildChannels: RouteHandler = (request, discord) => {
  const { id } = botGuild(discord, parameter(request, 'guild_id'));
  return ok(
    [...discord.world.channels.values()]
      .filter((each) => each.kind === 'guild' && each.guildId === id)
      .map((each) => renderChannel(discord.world, each)),
  );
};

const member: RouteHandler = (request, discord) => {
  const found = botGuild(discord, parameter(request, 'guild_id')).members.find(
    (each) => each.userId === parameter(request, 'user_id'),
  );
  if (found === undefined) throw refusal('unknown-member');
  const timedOut =
    found.userId === discord.world.botId
      ? timedOutUntilMs(discord, parameter(request, 'guild_id'))
      : null;
  return ok({
    ...renderMember(discord.world, found),
    communication_disabled_until: timedOut === null ? null : new Date(timedOut).toISOString(),
  });
};

const directMessage: RouteHandler = (request, discord) => {
  const { recipient_id: recipientId } = parseBody(
    z.object({ recipient_id: z.string() }),
    request.body,
  );
  const account = discord.world.accounts.get(recipientId);
  if (account === undefined || account.bot) throw refusal('invalid-recipient');
  return ok(renderChannel(discord.world, openDirectChannel(discord, recipientId)));
};

const refreshSchema = z.object({ attachment_urls: z.array(z.string()).min(1).max(50) });

const refreshUrls: RouteHandler = (request, discord) => {
  const { attachment_urls: links } = parseBody(refreshSchema, request.body);
  return ok({
    refreshed_urls: links.map((original) => ({
      original,
      refreshed: discord.cdn.refresh(original) ?? original,
    })),
  });
};

const table = [
  ['get-gateway', 'GET', '/gateway', null, gateway],
  ['get-gateway-bot', 'GET', '/gateway/bot', 'read', gatewayBot],
  ['get-me', 'GET', '/users/@me', 'read', me],
  ['list-my-guilds', 'GET', '/users/@me/guilds', 'read', myGuilds],
  ['open-direct-channel', 'POST', '/users/@me/channels', 'direct-message', directMessage],
  ['get-user', 'GET', '/users/{user_id}', 'read', user],
  ['get-my-application', 'GET', '/applications/@me', 'read', application],
  ['get-my-oauth-application', 'GET', '/oauth2/applications/@me', 'read', application],
  ['get-channel', 'GET', '/channels/{channel_id}', 'read', channel],
  ['start-typing', 'POST', '/channels/{channel_id}/typing', 'typing', typing],
  ['get-guild', 'GET', '/guilds/{guild_id}', 'read', guild],
  ['list-guild-channels', 'GET', '/guilds/{guild_id}/channels', 'read', guildChannels],
  ['get-member', 'GET', '/guilds/{guild_id}/members/{user_id}', 'read', member],
  ['refresh-urls', 'POST', '/attachments/refresh-urls', 'read', refreshUrls],
] as const;

/** The bot itself, and where it is. */
export const placeRoutes: readonly Route[] = table.map(([name, method, path, bucket, handle]) => ({
  name,
  method,
  path,
  bucket,
  needsBot: name !== 'get-gateway',
  handle,
}));
