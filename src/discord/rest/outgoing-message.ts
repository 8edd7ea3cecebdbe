import type { RawFile } from '@discordjs/rest';
import type { APIAllowedMentions, APIEmbed } from 'discord-api-types/v10';
import type { Rows } from '#discord/components/rows.ts';
import type { Attachment } from '#ports/messenger.ts';

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

/** The bytes that the message's attachments name, in their order, as the REST client takes them. */
export function messageFiles(
  message: OutgoingMessage,
  attachments: readonly Attachment[],
): { readonly files: RawFile[] } | Record<never, never> {
  const files = attachments.flatMap(({ bytes, mediaType }, place): readonly RawFile[] => {
    const name = message.attachments?.[place]?.filename;
    if (name === undefined) return [];
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return [{ name, data, contentType: mediaType }];
  });
  return files.length === 0 ? {} : { files };
}
