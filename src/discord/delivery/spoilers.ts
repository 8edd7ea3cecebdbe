import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Attachment } from '#ports/messenger.ts';
import { spoilerFile } from './file-name.ts';

/** Makes the message's files spoilers if any must be. Embeds lose their image, which would show the file openly. */
export function withSpoilers(
  message: OutgoingMessage,
  attachments: readonly Attachment[],
): OutgoingMessage {
  if (!attachments.some(({ isSpoiler }) => isSpoiler === true)) return message;
  const { embeds, attachments: files } = message;
  return {
    ...message,
    ...(embeds === undefined ? {} : { embeds: embeds.map(({ image: _, ...rest }) => rest) }),
    ...(files === undefined ? {} : { attachments: files.map(spoilerFile) }),
  };
}
