import type { AppContext } from '#application/app-context.ts';
import type { JobId, MessageId } from '#domain/ids.ts';

/**
 * The person was answered, or cannot be: the job may be worked on. A crash before this costs it the rest of the grace
 * that it was accepted with.
 */
export async function acknowledgeJob(
  { leased, store, clock, wake }: Pick<AppContext, 'leased' | 'store' | 'clock' | 'wake'>,
  id: JobId,
  progressMessageId: MessageId | null,
): Promise<void> {
  if (leased?.start(id, progressMessageId) === true) return;
  await store.acknowledgeJob(id, progressMessageId, clock.nowMs());
  wake();
}
