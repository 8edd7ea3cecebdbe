import { refusal } from '#playground/discord/discord-error.ts';
import { botChannel, publicMessage } from '#playground/discord/rest/access.ts';
import {
  noContent,
  ok,
  parameter,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { setReaction } from '#playground/discord/state/react.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';

const isEmoji = (text: string): boolean => /\p{Extended_Pictographic}|\p{RGI_Emoji}/v.test(text);

const set =
  (present: boolean): RouteHandler =>
  (request, discord) => {
    const channel = botChannel(discord, parameter(request, 'channel_id'), 'ReadMessageHistory');
    const message = publicMessage(discord, request);
    const emoji = parameter(request, 'emoji_name');
    if (!isEmoji(emoji)) throw refusal('unknown-emoji');
    const isNew = message.reactions.every((each) => each.emoji !== emoji);
    if (present && isNew) botChannel(discord, channel.id, 'AddReactions');
    setReaction(discord, { message, userId: discord.world.botId, emoji, present });
    return noContent;
  };

const removeOther: RouteHandler = (request, discord) => {
  botChannel(discord, parameter(request, 'channel_id'), 'ManageMessages');
  setReaction(discord, {
    message: publicMessage(discord, request),
    userId: parameter(request, 'user_id'),
    emoji: parameter(request, 'emoji_name'),
    present: false,
  });
  return noContent;
};

const list: RouteHandler = (request, discord) => {
  botChannel(discord, parameter(request, 'channel_id'), 'ReadMessageHistory');
  const emoji = parameter(request, 'emoji_name');
  const reaction = publicMessage(discord, request).reactions.find((each) => each.emoji === emoji);
  return ok(
    (reaction?.userIds ?? []).flatMap((id) => {
      const account = discord.world.accounts.get(id);
      return account === undefined ? [] : [renderUser(account)];
    }),
  );
};

const path = '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}';
const shared = { bucket: 'reaction', needsBot: true } as const;

/** Reactions by the bot. */
export const reactionRoutes: readonly Route[] = [
  { ...shared, name: 'add-reaction', method: 'PUT', path: `${path}/@me`, handle: set(true) },
  { ...shared, name: 'remove-reaction', method: 'DELETE', path: `${path}/@me`, handle: set(false) },
  {
    ...shared,
    name: 'remove-user-reaction',
    method: 'DELETE',
    path: `${path}/{user_id}`,
    handle: removeOther,
  },
  { ...shared, name: 'list-reactions', method: 'GET', path, handle: list },
];
