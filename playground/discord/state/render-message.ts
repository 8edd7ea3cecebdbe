import type {
  APIAttachment,
  APIEmbed,
  APIMessage,
  APIMessageInteractionMetadata,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { provenAs } from '#playground/discord/rules/schema.ts';
import type { World } from '#playground/discord/world/world.ts';
import type { Cdn, FilePlace } from './cdn.ts';
import { renderUser } from './render-user.ts';
import { messageFlags, type StoredFile, type StoredMessage } from './stored-message.ts';

/** Where a message's files are kept. */
export const filePlace = (message: StoredMessage, world: World): FilePlace =>
  message.visibleTo === null
    ? { folder: 'attachments', ownerId: message.channelId }
    : { folder: 'ephemeral-attachments', ownerId: world.applicationId };

/** An attachment as Discord writes it, under a fresh link. */
export const renderFile = (file: StoredFile, place: FilePlace, cdn: Cdn): APIAttachment => {
  const url = cdn.link(file, place);
  return {
    id: file.id,
    filename: file.filename,
    size: file.bytes.byteLength,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.size === null ? {} : file.size),
    ...(file.description === null ? {} : { description: file.description }),
    ...(place.folder === 'ephemeral-attachments' ? { ephemeral: true } : {}),
    ...(file.spoiler ? { flags: 1 << 3 } : {}),
  };
};

const wireMetadata = provenAs<APIMessageInteractionMetadata>(z.unknown());

const pictureName = (url: string | undefined): string | null =>
  url?.startsWith('attachment://') === true ? url.slice('attachment://'.length) : null;

const renderInteraction = (
  message: StoredMessage,
  world: World,
): Partial<Pick<APIMessage, 'interaction' | 'interaction_metadata' | 'webhook_id'>> => {
  const { interaction } = message;
  const account = world.accounts.get(interaction?.userId ?? '');
  if (interaction === null || account === undefined) return {};
  const channel = world.channels.get(message.channelId);
  const owner = channel?.kind === 'guild' ? channel.guildId : '0';
  const { commandName, pressedMessageId, openedBy } = interaction;
  const describe = (id: string, type: number) => ({
    id,
    type,
    user: renderUser(account),
    authorizing_integration_owners: { 0: owner },
    ...(pressedMessageId !== null && type === 3 ? { interacted_message_id: pressedMessageId } : {}),
  });
  const { id, type } = interaction;
  return {
    webhook_id: world.applicationId,
    // Deprecated, still sent, and the only place where a client learns the command's name.
    ...(commandName === null
      ? {}
      : { interaction: { id, type, name: commandName, user: renderUser(account) } }),
    interaction_metadata: wireMetadata.parse({
      ...describe(interaction.id, interaction.type),
      ...(interaction.originalId === null
        ? {}
        : { original_response_message_id: interaction.originalId }),
      ...(openedBy === null
        ? {}
        : { triggering_interaction_metadata: describe(openedBy.id, openedBy.type) }),
    }),
  };
};

/**
 * A message in Discord's JSON, with fresh links. Pictures that an embed shows by
 * `attachment://` appear there and not among the attachments, as on Discord.
 */
export const renderMessage = (options: {
  readonly message: StoredMessage;
  readonly world: World;
  readonly cdn: Cdn;
  /** Whose eyes: decides `me` of the reactions. */
  readonly viewerId: string;
  readonly repliedTo: StoredMessage | null;
}): APIMessage => {
  const { message, world, cdn, viewerId } = options;
  const place = filePlace(message, world);
  const inEmbeds = new Set<string>();
  const resolve = <Picture extends { readonly url: string }>(picture: Picture): Picture => {
    const name = pictureName(picture.url);
    const file = message.files.find((candidate) => candidate.filename === name);
    if (name === null || file === undefined) return picture;
    inEmbeds.add(file.id);
    const url = cdn.link(file, place);
    return { ...picture, url, proxy_url: url, ...(file.size ?? {}) };
  };
  const embeds = message.embeds.map(
    (embed): APIEmbed => ({
      ...embed,
      ...(embed.image === undefined ? {} : { image: resolve(embed.image) }),
      ...(embed.thumbnail === undefined ? {} : { thumbnail: resolve(embed.thumbnail) }),
    }),
  );
  const author = world.accounts.get(message.authorId);
  if (author === undefined) throw new Error(`Message ${message.id} has no known author.`);
  const suppressed = (message.flags & messageFlags.suppressEmbeds) !== 0;
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    content: message.content,
    author: renderUser(author),
    timestamp: new Date(message.createdAtMs).toISOString(),
    edited_timestamp:
      message.editedAtMs === null ? null : new Date(message.editedAtMs).toISOString(),
    tts: false,
    mention_everyone: message.mentions.everyone,
    mentions: message.mentions.userIds.flatMap((id) => {
      const account = world.accounts.get(id);
      return account === undefined ? [] : [renderUser(account)];
    }),
    mention_roles: [...message.mentions.roleIds],
    attachments: message.files
      .filter((file) => !inEmbeds.has(file.id))
      .map((file) => renderFile(file, place, cdn)),
    embeds: suppressed ? [] : embeds,
    components: message.components.map((row) => ({ ...row, components: [...row.components] })),
    pinned: false,
    flags: message.flags,
    ...(message.authorId === world.botId ? { application_id: world.applicationId } : {}),
    ...renderInteraction(message, world),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.reactions.length === 0
      ? {}
      : { reactions: message.reactions.map((reaction) => renderReaction(reaction, viewerId)) }),
    ...(message.repliesTo === null
      ? {}
      : {
          message_reference: {
            type: 0,
            message_id: message.repliesTo.messageId,
            channel_id: message.repliesTo.channelId,
          },
          referenced_message:
            options.repliedTo === null
              ? null
              : renderMessage({ ...options, message: options.repliedTo, repliedTo: null }),
        }),
  };
};

const renderReaction = (reaction: StoredMessage['reactions'][number], viewerId: string) => ({
  count: reaction.userIds.length,
  count_details: { burst: 0, normal: reaction.userIds.length },
  me: reaction.userIds.includes(viewerId),
  me_burst: false,
  emoji: { id: null, name: reaction.emoji },
  burst_colors: [],
});
