import type { APIMessage } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { readMentions } from '#playground/discord/rules/mentions.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import type { StoredFile, StoredMessage } from '#playground/discord/state/stored-message.ts';
import { PersonCannot } from './person-cannot.ts';

/** A channel's messages as this person's client shows them, oldest first. */
export const seenMessages = (
  discord: Discord,
  userId: string,
  channelId: string,
): readonly APIMessage[] => {
  const channel = discord.world.channels.get(channelId);
  if (channel === undefined || !mayIn(discord.world, channel, userId, 'ViewChannel')) return [];
  return discord.messages
    .all(channelId)
    .filter((message) => message.visibleTo === null || message.visibleTo === userId)
    .map((message) => showMessage(discord, message, userId));
};

/** A file that a person posts, under any name they like. */
export type PostedFile = Pick<StoredFile, 'filename' | 'contentType' | 'bytes'>;

/** Writes an ordinary message as a person. */
export const writeAsPerson = (
  discord: Discord,
  userId: string,
  {
    channelId,
    content,
    files = [],
  }: {
    readonly channelId: string;
    readonly content: string;
    readonly files?: readonly PostedFile[];
  },
): APIMessage => {
  const channel = discord.world.channels.get(channelId);
  if (channel === undefined || !mayIn(discord.world, channel, userId, 'SendMessages')) {
    throw new PersonCannot(`This person may not write in channel ${channelId}.`);
  }
  const message: StoredMessage = {
    id: discord.mint.snowflake(),
    channelId,
    authorId: userId,
    type: 0,
    content,
    embeds: [],
    components: [],
    files: files.map((file) => ({
      ...file,
      id: discord.mint.snowflake(),
      description: null,
      spoiler: false,
      size: null,
    })),
    flags: 0,
    createdAtMs: discord.clock.nowMs(),
    editedAtMs: null,
    nonce: null,
    mentions: readMentions({
      world: discord.world,
      channel,
      authorId: userId,
      content,
      allowed: null,
      usersOnlyByDefault: false,
      repliedUserId: null,
    }),
    reactions: [],
    visibleTo: null,
    interaction: null,
    repliesTo: null,
  };
  discord.messages.put(message);
  discord.events.emit({ kind: 'message-created', message });
  return showMessage(discord, message, userId);
};
