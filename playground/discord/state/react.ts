import type { Discord } from '#playground/discord/discord.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { StoredMessage } from './stored-message.ts';

/** Adds or takes away one person's reaction; saying the same twice changes nothing. */
export const setReaction = (
  discord: Discord,
  reaction: {
    readonly message: StoredMessage;
    readonly userId: string;
    readonly emoji: string;
    readonly present: boolean;
  },
): void => {
  const { message, userId, emoji, present } = reaction;
  const known = message.reactions.find((each) => each.emoji === emoji);
  if ((known?.userIds.includes(userId) ?? false) === present) return;
  if (known === undefined && message.reactions.length >= limits.reactionsPerMessage) {
    throw refusal('too-many-reactions');
  }
  const userIds = present
    ? [...(known?.userIds ?? []), userId]
    : (known?.userIds ?? []).filter((each) => each !== userId);
  const changed: StoredMessage = {
    ...message,
    reactions: [
      ...message.reactions.filter((each) => each.emoji !== emoji),
      ...(userIds.length === 0 ? [] : [{ emoji, userIds }]),
    ],
  };
  discord.messages.put(changed);
  discord.events.emit({
    kind: present ? 'reaction-added' : 'reaction-removed',
    message: changed,
    userId,
    emoji,
  });
};
