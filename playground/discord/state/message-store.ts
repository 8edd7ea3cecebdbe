import { snowflakeTimeMs } from '#playground/discord/snowflakes.ts';
import type { StoredMessage } from './stored-message.ts';

/** Where in a channel to read; at most one of the three anchors. */
export type PageOfMessages = {
  readonly limit: number;
  readonly before?: string;
  readonly after?: string;
  readonly around?: string;
};

/** Messages by channel, oldest first. Announces nothing: `messaging` does, once per change. */
export type MessageStore = {
  readonly put: (message: StoredMessage) => void;
  readonly remove: (message: StoredMessage) => void;
  readonly get: (channelId: string, messageId: string) => StoredMessage | null;
  /** Every message of the channel, ephemeral ones included. */
  readonly all: (channelId: string) => readonly StoredMessage[];
  /** Newest first, ephemeral ones left out: what `GET /channels/{id}/messages` gives. */
  readonly page: (channelId: string, page: PageOfMessages) => readonly StoredMessage[];
  readonly withNonce: (query: {
    readonly channelId: string;
    readonly authorId: string;
    readonly nonce: string | number;
    readonly sinceMs: number;
  }) => StoredMessage | null;
  readonly forgetChannel: (channelId: string) => void;
};

export const createMessageStore = (): MessageStore => {
  const byNonce = new Map<string, string>();
  const nonceKey = (channelId: string, authorId: string, nonce: string | number) =>
    `${channelId}:${authorId}:${nonce}`;
  const byChannel = new Map<string, Map<string, StoredMessage>>();
  const channel = (channelId: string): Map<string, StoredMessage> => {
    const known = byChannel.get(channelId);
    if (known !== undefined) return known;
    const fresh = new Map<string, StoredMessage>();
    byChannel.set(channelId, fresh);
    return fresh;
  };
  const all = (channelId: string) => [...channel(channelId).values()];
  return {
    put: (message) => {
      if (message.nonce !== null) {
        byNonce.set(nonceKey(message.channelId, message.authorId, message.nonce), message.id);
      }
      channel(message.channelId).set(message.id, message);
    },
    remove: (message) => {
      channel(message.channelId).delete(message.id);
    },
    get: (channelId, messageId) => channel(channelId).get(messageId) ?? null,
    all,
    page: (channelId, page) => {
      const listed = all(channelId).filter((message) => message.visibleTo === null);
      const id = (message: StoredMessage) => BigInt(message.id);
      if (page.after !== undefined) {
        const after = BigInt(page.after);
        return listed
          .filter((message) => id(message) > after)
          .slice(0, page.limit)
          .toReversed();
      }
      if (page.around !== undefined) {
        const around = BigInt(page.around);
        const half = Math.floor(page.limit / 2);
        const older = listed.filter((message) => id(message) < around).slice(-half);
        const rest = listed.filter((message) => id(message) >= around);
        return [...older, ...rest.slice(0, page.limit - older.length)].toReversed();
      }
      const before = page.before === undefined ? null : BigInt(page.before);
      return listed
        .filter((message) => before === null || id(message) < before)
        .slice(-page.limit)
        .toReversed();
    },
    withNonce: ({ channelId, authorId, nonce, sinceMs }) => {
      const id = byNonce.get(nonceKey(channelId, authorId, nonce));
      const message = id === undefined ? undefined : channel(channelId).get(id);
      return message === undefined || snowflakeTimeMs(message.id) < sinceMs ? null : message;
    },
    forgetChannel: (channelId) => {
      byChannel.delete(channelId);
    },
  };
};
