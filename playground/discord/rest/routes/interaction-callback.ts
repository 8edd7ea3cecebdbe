import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import { invalidField, refusal } from '#playground/discord/discord-error.ts';
import {
  interactionChannel,
  interactionMark,
  writeLoading,
} from '#playground/discord/rest/answer-message.ts';
import {
  noContent,
  ok,
  parameter,
  type RestRequest,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { choicesForm } from '#playground/discord/rules/choices-form.ts';
import { readForm } from '#playground/discord/rules/form.ts';
import { messageForm } from '#playground/discord/rules/message-form.ts';
import { modalForm } from '#playground/discord/rules/modal-form.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';
import { answerable, changeInteraction } from '#playground/discord/state/interaction-life.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import { messageFlags, type StoredMessage } from '#playground/discord/state/stored-message.ts';
import { createMessage, editMessage } from '#playground/discord/state/write-message.ts';

/** Which callback may answer which interaction; 6 and 7 also need a message to update. */
const callbacksOf = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8], 5: [4, 5, 6, 7] } as const;

const callbackForm = z.object({
  type: z.literal([4, 5, 6, 7, 8, 9]),
  data: z.unknown().exactOptional(),
});

const flagsForm = z.object({ flags: z.number().int().nullish() }).nullish();

type Answered = {
  readonly change: Partial<Interaction>;
  readonly message: StoredMessage | null;
};

type Answer = (
  discord: Discord,
  interaction: Interaction,
  data: unknown,
  request: RestRequest,
) => Answered | Promise<Answered>;

const visibleTo = (interaction: Interaction, flags: number | null | undefined) =>
  ((flags ?? 0) & messageFlags.ephemeral) === 0 ? null : interaction.userId;

const withMessage = (interaction: Interaction, message: StoredMessage): Answered => ({
  change: { originalId: message.id, messageIds: [...interaction.messageIds, message.id] },
  message,
});

const respond: Answer = async (discord, interaction, data, request) => {
  const form = readForm(messageForm, data ?? {});
  const message = await createMessage(discord, form, {
    channel: interactionChannel(discord, interaction),
    authorId: discord.world.botId,
    ...interactionMark(interaction),
    visibleTo: visibleTo(interaction, form.flags),
    uploads: request.files,
  });
  return withMessage(interaction, message);
};

const defer: Answer = (discord, interaction, data) => {
  const flags = readForm(flagsForm, data)?.flags;
  const message = writeLoading(discord, interaction, visibleTo(interaction, flags));
  const answered = withMessage(interaction, message);
  return { ...answered, change: { ...answered.change, loading: true } };
};

const pressedMessage = (discord: Discord, interaction: Interaction): StoredMessage => {
  const message =
    interaction.pressedMessageId === null
      ? null
      : discord.messages.get(interaction.channelId, interaction.pressedMessageId);
  if (message === null) throw refusal('unknown-message');
  return message;
};

const deferUpdate: Answer = (_discord, interaction) => ({
  change: { originalId: interaction.pressedMessageId },
  message: null,
});

const update: Answer = async (discord, interaction, data, request) => {
  const form = readForm(messageForm, data ?? {});
  const message = await editMessage(discord, form, {
    message: pressedMessage(discord, interaction),
    channel: interactionChannel(discord, interaction),
    uploads: request.files,
  });
  return { change: { originalId: message.id }, message };
};

const complete: Answer = (_discord, _interaction, data) => ({
  change: { choices: readForm(choicesForm, data) },
  message: null,
});

const openModal: Answer = (_discord, _interaction, data) => ({
  change: { modal: readForm(modalForm, data) },
  message: null,
});

const answers = { 4: respond, 5: defer, 6: deferUpdate, 7: update, 8: complete, 9: openModal };

const refuseWrongKind = (interaction: Interaction, type: number): void => {
  const allowed: readonly number[] = callbacksOf[interaction.type];
  const needsMessage = type === 6 || type === 7;
  if (allowed.includes(type) && !(needsMessage && interaction.pressedMessageId === null)) return;
  throw invalidField(
    'type',
    'INTERACTION_APPLICATION_COMMAND_CALLBACK_TYPE_INVALID',
    `Callback type ${type} cannot answer an interaction of type ${interaction.type}.`,
  );
};

const answer = async (type: keyof typeof answers, ...rest: Parameters<Answer>) =>
  answers[type](...rest);

const handle: RouteHandler = async (request, discord) => {
  const interaction = answerable(
    discord,
    parameter(request, 'interaction_id'),
    parameter(request, 'interaction_token'),
  );
  const { type, data } = readForm(callbackForm, request.body);
  refuseWrongKind(interaction, type);
  // Reading files takes a moment; a second answer in that moment is a second answer.
  if (!discord.interactions.claim(interaction.id)) throw refusal('already-acknowledged');
  const { change, message } = await answer(type, discord, interaction, data, request).finally(() =>
    discord.interactions.release(interaction.id),
  );
  changeInteraction(discord, interaction, {
    ...change,
    state: {
      kind: 'acknowledged',
      callbackType: type,
      afterMs: discord.clock.nowMs() - interaction.createdAtMs,
    },
  });
  if (request.query.get('with_response') !== 'true') return noContent;
  return ok({
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message === null ? {} : { response_message_id: message.id }),
      response_message_loading: type === 5,
      response_message_ephemeral: message !== null && message.visibleTo !== null,
      channel_id: interaction.channelId,
      ...(interaction.guildId === null ? {} : { guild_id: interaction.guildId }),
    },
    ...(message === null || (type !== 4 && type !== 7)
      ? {}
      : { resource: { type, message: showMessage(discord, message) } }),
  });
};

/** The first answer to an interaction. It is outside every rate limit. */
export const interactionCallbackRoutes: readonly Route[] = [
  {
    name: 'interaction-callback',
    method: 'POST',
    path: '/interactions/{interaction_id}/{interaction_token}/callback',
    bucket: null,
    needsBot: false,
    handle,
  },
];
