import type { APIMessage } from 'discord-api-types/v10';
import type { PlaygroundEvent } from '#playground/discord/state/event.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';
import type { Discord } from './discord.ts';
import type { WaitOptions } from './signal.ts';

/** What happened to a message; a removed one is told as it was last. */
export type MessageChange = {
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly message: APIMessage;
};

const CHANGES = {
  'message-created': 'created',
  'message-updated': 'updated',
  'message-deleted': 'deleted',
} as const;

/** Messages in the bot's eyes, ephemeral ones included. */
export type WatchedMessages = {
  /** Every message of a channel, oldest first. */
  readonly all: (channelId: string) => readonly APIMessage[];
  /** Calls back with every message that is written, changed or removed, until the returned function is called. */
  readonly listen: (listener: (change: MessageChange) => void) => () => void;
  /** The first message anywhere that fits, now or after a change; never by polling. */
  readonly until: (
    fits: (message: APIMessage) => boolean,
    options?: WaitOptions,
  ) => Promise<APIMessage>;
};

const changedBy = (discord: Discord, event: PlaygroundEvent | null): readonly StoredMessage[] => {
  // The first look is at everything, later ones only at what changed.
  if (event === null) return [...discord.world.channels.keys()].flatMap(discord.messages.all);
  return event.kind === 'message-created' || event.kind === 'message-updated'
    ? [event.message]
    : [];
};

export const watchMessages = (discord: Discord): WatchedMessages => ({
  all: (channelId) =>
    discord.messages.all(channelId).map((message) => showMessage(discord, message)),
  listen: (listener) =>
    discord.events.listen((event) => {
      switch (event.kind) {
        case 'message-created':
        case 'message-updated':
        case 'message-deleted':
          return listener({
            kind: CHANGES[event.kind],
            message: showMessage(discord, event.message),
          });
        default:
      }
    }),
  until: (fits, options) =>
    discord.events.until(
      (event) =>
        changedBy(discord, event)
          .map((message) => showMessage(discord, message))
          .find(fits),
      { what: 'a message', ...options },
    ),
});
