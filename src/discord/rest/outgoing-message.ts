import type { APIAllowedMentions, APIEmbed } from 'discord-api-types/v10';
import type { Rows } from '#discord/components/rows.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { UploadedFile } from './multipart.ts';

/** A file of an outgoing message; `id` is the index of the uploaded file. */
export type OutgoingFile = {
  readonly id: number;
  readonly filename: string;
  readonly description?: string;
  readonly is_spoiler?: true;
};

/** The body of answers, edits and posts. Allowed mentions are always explicit. */
export type OutgoingMessage = {
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly components?: Rows;
  /** In an edit: absent keeps the files, empty removes them. */
  readonly attachments?: readonly OutgoingFile[];
  readonly allowed_mentions: APIAllowedMentions;
};

/** The files of the message's attachments, in order, for the REST client. */
export function messageFiles(
  message: OutgoingMessage,
  attachments: readonly Attachment[],
): { readonly files: readonly UploadedFile[] } | Record<never, never> {
  const files = attachments.flatMap(({ bytes, mediaType }, place): readonly UploadedFile[] => {
    const name = message.attachments?.[place]?.filename;
    return name === undefined ? [] : [{ name, data: bytes, contentType: mediaType }];
  });
  return files.length === 0 ? {} : { files };
}
