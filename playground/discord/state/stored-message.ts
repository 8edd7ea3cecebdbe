import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIEmbed,
} from 'discord-api-types/v10';
import type { Mentions } from '#playground/discord/rules/mentions.ts';

/** A file with its bytes; links to it are made when somebody reads the message. */
export type StoredFile = {
  readonly id: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly description: string | null;
  readonly spoiler: boolean;
  readonly size: { readonly width: number; readonly height: number } | null;
};

export type StoredReaction = { readonly emoji: string; readonly userIds: readonly string[] };

/** A message as the playground keeps it; `renderMessage` turns it into Discord's JSON. */
export type StoredMessage = {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  /** Discord's MessageType: 0 plain, 19 reply, 20 slash command, 23 context command. */
  readonly type: 0 | 19 | 20 | 23;
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIActionRowComponent<APIComponentInMessageActionRow>[];
  readonly files: readonly StoredFile[];
  readonly flags: number;
  readonly createdAtMs: number;
  readonly editedAtMs: number | null;
  readonly nonce: string | number | null;
  readonly mentions: Mentions;
  readonly reactions: readonly StoredReaction[];
  /** The only person who sees it, for an ephemeral answer. */
  readonly visibleTo: string | null;
  /** The interaction it answers; such messages carry the application as their webhook. */
  readonly interaction: {
    readonly id: string;
    readonly type: 2 | 3 | 5;
    readonly userId: string;
    readonly commandName: string | null;
    readonly pressedMessageId: string | null;
    readonly openedBy: { readonly id: string; readonly type: 2 | 3 } | null;
    /** The answer that this message followed; null for the answer itself. */
    readonly originalId: string | null;
  } | null;
  readonly repliesTo: { readonly messageId: string; readonly channelId: string } | null;
};

/** Discord's message flags that the playground gives a meaning to. */
export const messageFlags = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
} as const;
