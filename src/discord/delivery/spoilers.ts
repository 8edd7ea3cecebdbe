import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Attachment } from '#ports/messenger.ts';
import { spoilerName } from './file-name.ts';

/** The message with its files as spoilers, where they are to be. An embed that shows a file would show it openly. */
export function withSpoilers(
  message: OutgoingMessage,
  attachments: readonly Attachment[],
): OutgoingMessage {
  if (!attachments.some(({ isSpoiler }) => isSpoiler === true)) return message;
  const { embeds, attachments: files } = message;
  return {
    ...message,
    ...(embeds === undefined ? {} : { embeds: embeds.map(({ image: _, ...rest }) => rest) }),
    ...(files === undefined
      ? {}
      : { attachments: files.map((file) => ({ ...file, filename: spoilerName(file.filename) })) }),
  };
}
