import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import { invalidField, refusal } from '#playground/discord/discord-error.ts';
import { choicesSchema } from '#playground/discord/rules/choices-schema.ts';
import { messageSchema } from '#playground/discord/rules/message-schema.ts';
import { modalSchema } from '#playground/discord/rules/modal-schema.ts';
import { parseBody } from '#playground/discord/rules/schema.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';
import { answerable, changeInteraction } from '#playground/discord/state/interaction-life.ts';
import { messageFlags, type StoredMessage } from '#playground/discord/state/stored-message.ts';
import { createMessage, editMessage } from '#playground/discord/state/write-message.ts';
import { interactionChannel, interactionMark, writeLoading } from './answer-message.ts';
import type { RestRequest } from './rest-request.ts';

/** Which callback may answer which interaction; 6 and 7 also need a message to update. */
const callbacksOf = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8], 5: [4, 5, 6, 7] } as const;

const callbackSchema = z.object({
  type: z.literal([4, 5, 6, 7, 8, 9]),
  data: z.unknown().exactOptional(),
});

const flagsSchema = z.object({ flags: z.number().int().nullish() }).nullish();

type Answered = {
  readonly change: Partial<Interaction>;
  readonly message: StoredMessage | null;
};

type Answer = (
  discord: Discord,
  interaction: Interaction,
  data: unknown,
  files: RestRequest['files'],
) => Answered | Promise<Answered>;

const visibleTo = (interaction: Interaction, flags: number | null | undefined) =>
  ((flags ?? 0) & messageFlags.ephemeral) === 0 ? null : interaction.userId;

const withMessage = (interaction: Interaction, message: StoredMessage): Answered => ({
  change: { originalId: message.id, messageIds: [...interaction.messageIds, message.id] },
  message,
});

const respond: Answer = async (discord, interaction, data, files) => {
  const form = parseBody(messageSchema, data ?? {});
  const message = await createMessage(discord, form, {
    channel: interactionChannel(discord, interaction),
    authorId: discord.world.botId,
    ...interactionMark(interaction),
    visibleTo: visibleTo(interaction, form.flags),
    uploads: files,
  });
  return withMessage(interaction, message);
};

const defer: Answer = (discord, interaction, data) => {
  const flags = parseBody(flagsSchema, data)?.flags;
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

const update: Answer = async (discord, interaction, data, files) => {
  const form = parseBody(messageSchema, data ?? {});
  const message = await editMessage(discord, form, {
    message: pressedMessage(discord, interaction),
    channel: interactionChannel(discord, interaction),
    uploads: files,
  });
  return { change: { originalId: message.id }, message };
};

const complete: Answer = (_discord, _interaction, data) => ({
  change: { choices: parseBody(choicesSchema, data) },
  message: null,
});

const openModal: Answer = (_discord, _interaction, data) => ({
  change: { modal: parseBody(modalSchema, data) },
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

type Given = {
  readonly interaction: Interaction;
  readonly type: number;
  readonly message: StoredMessage | null;
};

/** Takes the first answer to an interaction, by whatever way it came; refusals are thrown. */
export const answerInteraction = async (
  discord: Discord,
  named: { readonly id: string; readonly token: string },
  body: unknown,
  files: RestRequest['files'],
): Promise<Given> => {
  const interaction = answerable(discord, named.id, named.token);
  const { type, data } = parseBody(callbackSchema, body);
  refuseWrongKind(interaction, type);
  // Reading files takes a moment; a second answer in that moment is a second answer.
  if (!discord.interactions.claim(interaction.id)) throw refusal('already-acknowledged');
  const { change, message } = await answer(type, discord, interaction, data, files).finally(() =>
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
  return { interaction, type, message };
};
