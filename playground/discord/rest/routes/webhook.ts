import type { Discord } from '#playground/discord/discord.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import { interactionChannel, interactionMark } from '#playground/discord/rest/answer-message.ts';
import {
  noContent,
  ok,
  parameter,
  type RestRequest,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { messageSchema } from '#playground/discord/rules/message-schema.ts';
import { parseBody } from '#playground/discord/rules/schema.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';
import {
  changeInteraction,
  webhookInteraction,
} from '#playground/discord/state/interaction-life.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import { messageFlags, type StoredMessage } from '#playground/discord/state/stored-message.ts';
import {
  createMessage,
  deleteMessage,
  editMessage,
} from '#playground/discord/state/write-message.ts';

const interactionOf = (discord: Discord, request: RestRequest): Interaction =>
  webhookInteraction(
    discord,
    parameter(request, 'webhook_id'),
    parameter(request, 'webhook_token'),
  );

/** Only messages of this very interaction can be reached with its token. */
const messageOf = (
  discord: Discord,
  interaction: Interaction,
  request: RestRequest,
): StoredMessage => {
  const named = request.parameters.message_id ?? '@original';
  const id = named === '@original' ? interaction.originalId : named;
  const own = id !== null && (id === interaction.originalId || interaction.messageIds.includes(id));
  const message = own ? discord.messages.get(interaction.channelId, id) : null;
  if (message === null) throw refusal('unknown-message');
  return message;
};

const followUp: RouteHandler = async (request, discord) => {
  const interaction = interactionOf(discord, request);
  const channel = interactionChannel(discord, interaction);
  const form = parseBody(messageSchema, request.body);
  if (interaction.loading && interaction.originalId !== null) {
    // The first follow-up after a deferred answer fills it, in the visibility of the defer.
    const loading = discord.messages.get(interaction.channelId, interaction.originalId);
    if (loading === null) throw refusal('unknown-message');
    const filled = await editMessage(discord, form, {
      message: loading,
      channel,
      uploads: request.files,
    });
    changeInteraction(discord, interaction, { loading: false });
    return ok(showMessage(discord, filled));
  }
  const original =
    interaction.originalId === null
      ? null
      : discord.messages.get(interaction.channelId, interaction.originalId);
  const ephemeral = ((form.flags ?? 0) & messageFlags.ephemeral) !== 0;
  const message = await createMessage(discord, form, {
    channel,
    authorId: discord.world.botId,
    interaction: interactionMark(interaction, interaction.originalId).interaction,
    type: original === null ? 0 : 19,
    repliesTo: original === null ? null : { messageId: original.id, channelId: channel.id },
    visibleTo: ephemeral ? interaction.userId : null,
    uploads: request.files,
  });
  const current = discord.interactions.get(interaction.id) ?? interaction;
  changeInteraction(discord, current, { messageIds: [...current.messageIds, message.id] });
  return ok(showMessage(discord, message));
};

const read: RouteHandler = (request, discord) => {
  const interaction = interactionOf(discord, request);
  return ok(showMessage(discord, messageOf(discord, interaction, request)));
};

const edit: RouteHandler = async (request, discord) => {
  const interaction = interactionOf(discord, request);
  const message = messageOf(discord, interaction, request);
  const edited = await editMessage(discord, parseBody(messageSchema, request.body), {
    message,
    channel: interactionChannel(discord, interaction),
    uploads: request.files,
  });
  if (interaction.loading && message.id === interaction.originalId) {
    const current = discord.interactions.get(interaction.id) ?? interaction;
    changeInteraction(discord, current, { loading: false });
  }
  return ok(showMessage(discord, edited));
};

const remove: RouteHandler = (request, discord) => {
  const interaction = interactionOf(discord, request);
  const message = messageOf(discord, interaction, request);
  deleteMessage(discord, message);
  if (message.id === interaction.originalId) {
    changeInteraction(discord, interaction, { loading: false });
  }
  return noContent;
};

const path = '/webhooks/{webhook_id}/{webhook_token}';
const shared = { bucket: 'webhook', needsBot: false } as const;
const handlers = [
  ['get', 'GET', read],
  ['edit', 'PATCH', edit],
  ['delete', 'DELETE', remove],
] as const;

/** Everything an interaction's token is good for after the first answer. */
export const webhookRoutes: readonly Route[] = [
  { ...shared, name: 'create-follow-up', method: 'POST', path, handle: followUp },
  ...handlers.map(
    ([verb, method, handle]): Route => ({
      ...shared,
      name: `${verb}-original`,
      method,
      path: `${path}/messages/@original`,
      handle,
    }),
  ),
  ...handlers.map(
    ([verb, method, handle]): Route => ({
      ...shared,
      name: `${verb}-follow-up`,
      method,
      path: `${path}/messages/{message_id}`,
      handle,
    }),
  ),
];
