import type { Discord } from '#playground/discord/discord.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import type { UploadedPart } from '#playground/discord/rest/rest-request.ts';
import { type Mentions, readMentions } from '#playground/discord/rules/mentions.ts';
import type { MessageBody } from '#playground/discord/rules/message-schema.ts';
import type { Channel } from '#playground/discord/world/world.ts';
import { refuseEmpty, refuseForbiddenParts, refuseMissingPictures } from './check-write.ts';
import { filePlace } from './render-message.ts';
import { filesAfterWrite } from './store-files.ts';
import { messageFlags, type StoredMessage } from './stored-message.ts';

/** What a write says besides its body. */
export type WriteContext = {
  readonly channel: Channel;
  readonly authorId: string;
  readonly type: StoredMessage['type'];
  readonly visibleTo: string | null;
  readonly interaction: StoredMessage['interaction'];
  readonly repliesTo: StoredMessage['repliesTo'];
  readonly uploads: readonly UploadedPart[];
};

const guildIdOf = (channel: Channel) => (channel.kind === 'guild' ? channel.guildId : null);

const keepFiles = (discord: Discord, message: StoredMessage): void => {
  const place = filePlace(message, discord.world);
  for (const file of message.files) discord.cdn.keep(file, place);
};

const mentionsOf = (
  discord: Discord,
  options: {
    readonly channel: Channel;
    readonly authorId: string;
    readonly content: string;
    readonly form: MessageBody;
    readonly fromInteraction: boolean;
    readonly repliesTo: StoredMessage['repliesTo'];
  },
): Mentions => {
  const { repliesTo } = options;
  return readMentions({
    world: discord.world,
    channel: options.channel,
    authorId: options.authorId,
    content: options.content,
    allowed: options.form.allowed_mentions,
    usersOnlyByDefault: options.fromInteraction,
    repliedUserId:
      repliesTo === null || options.fromInteraction
        ? null
        : (discord.messages.get(repliesTo.channelId, repliesTo.messageId)?.authorId ?? null),
  });
};

/** Creates a message from a checked body and announces it. */
export const createMessage = async (
  discord: Discord,
  form: MessageBody,
  context: WriteContext,
): Promise<StoredMessage> => {
  refuseForbiddenParts(discord, context, form);
  const { channel, authorId } = context;
  const content = (form.content ?? '').trim();
  const files = await filesAfterWrite({
    discord,
    guildId: guildIdOf(channel),
    listed: form.attachments,
    uploads: context.uploads,
    kept: [],
  });
  const embeds = form.embeds ?? [];
  refuseMissingPictures(embeds, files);
  const flags =
    (form.flags ?? 0) & (messageFlags.suppressEmbeds | messageFlags.suppressNotifications);
  const message: StoredMessage = {
    id: discord.mint.snowflake(),
    channelId: channel.id,
    authorId,
    type: context.type,
    content,
    embeds,
    components: form.components ?? [],
    files,
    flags: flags | (context.visibleTo === null ? 0 : messageFlags.ephemeral),
    createdAtMs: discord.clock.nowMs(),
    editedAtMs: null,
    nonce: form.nonce ?? null,
    mentions: mentionsOf(discord, {
      channel,
      authorId,
      content,
      form,
      fromInteraction: context.interaction !== null,
      repliesTo: context.repliesTo,
    }),
    reactions: [],
    visibleTo: context.visibleTo,
    interaction: context.interaction,
    repliesTo: context.repliesTo,
  };
  refuseEmpty(message);
  keepFiles(discord, message);
  discord.messages.put(message);
  discord.events.emit({ kind: 'message-created', message });
  return message;
};

const editedFlags = (current: number, asked: number | null | undefined): number => {
  const settled = current & ~messageFlags.loading;
  if (asked === null || asked === undefined) return settled;
  return (settled & ~messageFlags.suppressEmbeds) | (asked & messageFlags.suppressEmbeds);
};

/** Applies a checked body to a message and announces it. Absent parts stay, null ones go. */
export const editMessage = async (
  discord: Discord,
  form: MessageBody,
  edit: {
    readonly message: StoredMessage;
    readonly channel: Channel;
    readonly uploads: readonly UploadedPart[];
  },
): Promise<StoredMessage> => {
  const { message, channel, uploads } = edit;
  refuseForbiddenParts(discord, { channel, authorId: message.authorId, uploads }, form);
  const files = await filesAfterWrite({
    discord,
    guildId: guildIdOf(channel),
    listed: form.attachments,
    uploads,
    kept: message.files,
  });
  const content = form.content === undefined ? message.content : (form.content ?? '').trim();
  const embeds = form.embeds === undefined ? message.embeds : (form.embeds ?? []);
  refuseMissingPictures(embeds, files);
  // Re-read after the await above: a reaction added meanwhile must survive this edit.
  const current = discord.messages.get(message.channelId, message.id);
  if (current === null) throw refusal('unknown-message');
  const wasLoading = (current.flags & messageFlags.loading) !== 0;
  const edited: StoredMessage = {
    ...current,
    content,
    embeds,
    files,
    components: form.components === undefined ? current.components : (form.components ?? []),
    flags: editedFlags(current.flags, form.flags),
    editedAtMs: wasLoading ? null : discord.clock.nowMs(),
    mentions: mentionsOf(discord, {
      channel,
      authorId: message.authorId,
      content,
      form,
      fromInteraction: message.interaction !== null,
      repliesTo: message.repliesTo,
    }),
  };
  refuseEmpty(edited);
  keepFiles(discord, edited);
  discord.messages.put(edited);
  discord.events.emit({ kind: 'message-updated', message: edited });
  return edited;
};

/** Takes a message away and announces it. */
export const deleteMessage = (discord: Discord, message: StoredMessage): void => {
  discord.messages.remove(message);
  discord.events.emit({ kind: 'message-deleted', message });
};
