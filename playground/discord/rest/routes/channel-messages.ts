import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import { invalidField, refusal } from '#playground/discord/discord-error.ts';
import { refuseClosedPlace } from '#playground/discord/faults/lasting-faults.ts';
import { botChannel, publicMessage } from '#playground/discord/rest/access.ts';
import {
  noContent,
  ok,
  parameter,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import { type MessageBody, messageSchema } from '#playground/discord/rules/message-schema.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import { parseBody } from '#playground/discord/rules/schema.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';
import {
  createMessage,
  deleteMessage,
  editMessage,
} from '#playground/discord/state/write-message.ts';

const pageSchema = z
  .object({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    before: z.string().exactOptional(),
    after: z.string().exactOptional(),
    around: z.string().exactOptional(),
  })
  .readonly();

const listMessages: RouteHandler = (request, discord) => {
  const channel = botChannel(discord, parameter(request, 'channel_id'));
  const page = parseBody(pageSchema, Object.fromEntries(request.query));
  // Without the permission Discord answers with an empty list, not with an error.
  if (!mayIn(discord.world, channel, discord.world.botId, 'ReadMessageHistory')) return ok([]);
  return ok(
    discord.messages.page(channel.id, page).map((message) => showMessage(discord, message)),
  );
};

const getMessage: RouteHandler = (request, discord) => {
  botChannel(discord, parameter(request, 'channel_id'), 'ReadMessageHistory');
  return ok(showMessage(discord, publicMessage(discord, request)));
};

const referenceOf = (
  discord: Discord,
  channelId: string,
  reference: MessageBody['message_reference'],
): StoredMessage['repliesTo'] => {
  if (reference === null || reference === undefined) return null;
  const channel = botChannel(discord, channelId);
  if (!mayIn(discord.world, channel, discord.world.botId, 'ReadMessageHistory')) {
    throw refusal('no-history');
  }
  const found = discord.messages.get(channelId, reference.message_id);
  if (found !== null && found.visibleTo === null) return { messageId: found.id, channelId };
  if (reference.fail_if_not_exists === false) return null;
  throw invalidField('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
};

const postMessage: RouteHandler = async (request, discord) => {
  const channel = botChannel(discord, parameter(request, 'channel_id'), 'SendMessages');
  refuseClosedPlace(discord, channel);
  const { world } = discord;
  if (
    channel.kind === 'direct' &&
    world.accounts.get(channel.personId)?.acceptsDirectMessages !== true
  ) {
    throw refusal('cannot-message-user');
  }
  const form = parseBody(messageSchema, request.body);
  if (form.enforce_nonce === true && form.nonce !== null && form.nonce !== undefined) {
    const known = discord.messages.withNonce({
      channelId: channel.id,
      authorId: world.botId,
      nonce: form.nonce,
      sinceMs: discord.clock.nowMs() - limits.nonceWindowMs,
    });
    if (known !== null) return ok(showMessage(discord, known));
  }
  const repliesTo = referenceOf(discord, channel.id, form.message_reference);
  const message = await createMessage(discord, form, {
    channel,
    authorId: world.botId,
    type: repliesTo === null ? 0 : 19,
    visibleTo: null,
    interaction: null,
    repliesTo,
    uploads: request.files,
  });
  return ok(showMessage(discord, message));
};

const patchMessage: RouteHandler = async (request, discord) => {
  const channel = botChannel(discord, parameter(request, 'channel_id'));
  const message = publicMessage(discord, request);
  if (message.authorId !== discord.world.botId) throw refusal('not-the-author');
  if (!mayIn(discord.world, channel, discord.world.botId, 'SendMessages')) {
    throw refusal('missing-permissions');
  }
  refuseClosedPlace(discord, channel);
  discord.oldEdits.refuseTooMany(message);
  const form = parseBody(messageSchema, request.body);
  const edited = await editMessage(discord, form, { message, channel, uploads: request.files });
  return ok(showMessage(discord, edited));
};

const removeMessage: RouteHandler = (request, discord) => {
  const channel = botChannel(discord, parameter(request, 'channel_id'));
  const message = publicMessage(discord, request);
  if (message.authorId !== discord.world.botId) {
    if (channel.kind === 'direct') throw refusal('wrong-channel-kind');
    botChannel(discord, channel.id, 'ManageMessages');
  }
  deleteMessage(discord, message);
  return noContent;
};

const path = '/channels/{channel_id}/messages';
const one = `${path}/{message_id}`;

/** Messages written, read and changed with the bot's token. */
export const channelMessageRoutes: readonly Route[] = [
  {
    name: 'list-messages',
    method: 'GET',
    path,
    bucket: 'message-read',
    needsBot: true,
    handle: listMessages,
  },
  {
    name: 'get-message',
    method: 'GET',
    path: one,
    bucket: 'message-read',
    needsBot: true,
    handle: getMessage,
  },
  {
    name: 'create-message',
    method: 'POST',
    path,
    bucket: 'message-create',
    needsBot: true,
    handle: postMessage,
  },
  {
    name: 'edit-message',
    method: 'PATCH',
    path: one,
    bucket: 'message-edit',
    needsBot: true,
    handle: patchMessage,
  },
  {
    name: 'delete-message',
    method: 'DELETE',
    path: one,
    bucket: 'message-delete',
    needsBot: true,
    handle: removeMessage,
  },
];
