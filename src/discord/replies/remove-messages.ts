import type { DirectMessenger } from '#discord/delivery/direct-messenger.ts';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';

/** A message and the channel that it is in. */
export type PlacedMessage = { readonly channel: ChannelId; readonly message: MessageId };

/** Removes the result's message and the one that was named, which may be another; whether all of them are gone. */
export async function removeMessages(
  { directMessenger }: { readonly directMessenger: Pick<DirectMessenger, 'remove'> },
  { finalChannelId, finalMessageId }: Job,
  named: PlacedMessage | null,
): Promise<boolean> {
  const final =
    finalChannelId === null || finalMessageId === null
      ? null
      : { channel: finalChannelId, message: finalMessageId };
  const isOther = named !== null && named.message !== final?.message;
  const all = [...(final === null ? [] : [final]), ...(isOther ? [named] : [])];
  const removed = await Promise.all(
    all.map(({ channel, message }) => directMessenger.remove(channel, message)),
  );
  return (
    removed.length > 0 &&
    removed.every((reply) => reply.kind === 'ok' || reply.failure.kind === 'gone')
  );
}
