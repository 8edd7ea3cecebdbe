import type { DirectMessenger } from '#discord/delivery/direct-messenger.ts';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';

/** A message and its channel. */
export type PlacedMessage = { readonly channel: ChannelId; readonly message: MessageId };

/**
 * Removes the result's message and the named one, which may be different. `gone`: all were already deleted. `left`: one
 * may still exist, or none is known.
 */
export async function removeMessages(
  { directMessenger }: { readonly directMessenger: Pick<DirectMessenger, 'remove'> },
  { finalChannelId, finalMessageId }: Job,
  named: PlacedMessage | null,
): Promise<'removed' | 'gone' | 'left'> {
  const final =
    finalChannelId === null || finalMessageId === null
      ? null
      : { channel: finalChannelId, message: finalMessageId };
  const isOther = named !== null && named.message !== final?.message;
  const all = [...(final === null ? [] : [final]), ...(isOther ? [named] : [])];
  const removed = await Promise.all(
    all.map(({ channel, message }) => directMessenger.remove(channel, message)),
  );
  const now = removed.map((reply) => (reply.kind === 'ok' ? 'removed' : reply.failure.kind));
  if (now.length === 0 || now.some((one) => one !== 'removed' && one !== 'gone')) return 'left';
  return now.includes('removed') ? 'removed' : 'gone';
}
