import type { APIEmbed } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { invalidField, refusal } from '#playground/discord/discord-error.ts';
import { refuseFiltered } from '#playground/discord/faults/lasting-faults.ts';
import type { UploadedPart } from '#playground/discord/rest/rest-request.ts';
import type { MessageBody } from '#playground/discord/rules/message-schema.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import type { Channel } from '#playground/discord/world/world.ts';
import type { StoredFile, StoredMessage } from './stored-message.ts';

/** Embeds may only show files that the message has. */
export const refuseMissingPictures = (
  embeds: readonly APIEmbed[],
  files: readonly StoredFile[],
): void => {
  for (const [index, embed] of embeds.entries()) {
    for (const part of ['image', 'thumbnail'] as const) {
      const url = embed[part]?.url;
      if (url === undefined || !url.startsWith('attachment://')) continue;
      if (files.some((file) => `attachment://${file.filename}` === url)) continue;
      throw invalidField(
        `embeds.${index}.${part}.url`,
        'ATTACHMENT_NOT_FOUND',
        'Attachment data not found',
      );
    }
  }
};

/** Files and embeds need their permission by whichever door they come. */
export const refuseForbiddenParts = (
  discord: Discord,
  context: {
    readonly channel: Channel;
    readonly authorId: string;
    readonly uploads: readonly UploadedPart[];
  },
  form: MessageBody,
): void => {
  refuseFiltered(discord, context.channel, form, context.uploads.length);
  if (isWithoutBot(discord, context.channel)) return;
  const may = (permission: 'AttachFiles' | 'EmbedLinks') =>
    mayIn(discord.world, context.channel, context.authorId, permission);
  if (context.uploads.length > 0 && !may('AttachFiles')) throw refusal('missing-permissions');
  if ((form.embeds?.length ?? 0) > 0 && !may('EmbedLinks')) throw refusal('missing-permissions');
};

/** Interactions are answered there all the same: nobody's permissions count but the webhook's. */
const isWithoutBot = ({ world }: Discord, channel: Channel): boolean =>
  channel.kind === 'guild' &&
  world.guilds.get(channel.guildId)?.members.every(({ userId }) => userId !== world.botId) === true;

/** A message must show something. */
export const refuseEmpty = (message: StoredMessage): void => {
  const empty =
    message.content.trim() === '' &&
    message.embeds.length === 0 &&
    message.files.length === 0 &&
    message.components.length === 0;
  if (empty) throw refusal('empty-message');
};
