import type { RawFile } from 'discord.js';
import type { APIAllowedMentions, APIEmbed } from 'discord-api-types/v10';
import type { Attachment } from '#ports/messenger.ts';
import type { Rows } from './button-layout.ts';

/** A file of a message being written; `id` says which of the files sent along it is. */
export type OutgoingFile = {
  readonly id: number;
  readonly filename: string;
  readonly description?: string;
};

/** A message as every route takes it: answers, edits and posts alike. Who may be pinged is always said. */
export type OutgoingMessage = {
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly components?: Rows;
  /** Left out of an edit, the files stay; empty, they go. */
  readonly attachments?: readonly OutgoingFile[];
  readonly allowed_mentions: APIAllowedMentions;
};

/** The bytes that the message's first attachment names, as the REST client takes them. */
export function messageFile(
  message: OutgoingMessage,
  attachment: Attachment | null,
): { readonly file: RawFile } | Record<never, never> {
  const name = message.attachments?.[0]?.filename;
  if (attachment === null || name === undefined) return {};
  const data = Buffer.from(
    attachment.bytes.buffer,
    attachment.bytes.byteOffset,
    attachment.bytes.byteLength,
  );
  return { file: { name, data, contentType: attachment.mediaType } };
}
