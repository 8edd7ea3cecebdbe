import type { AppContext } from '#application/app-context.ts';
import type { JobId, MessageId } from '#domain/ids.ts';

/**
 * The person was answered, or cannot be: the job may start. After a crash before this, or when the disk is full, the
 * job starts at the end of its grace period; the person already has the answer, so that is no error of theirs.
 */
export async function acknowledgeJob(
  {
    leased,
    store,
    clock,
    log,
    wake,
  }: Pick<AppContext, 'leased' | 'store' | 'clock' | 'log' | 'wake'>,
  id: JobId,
  progressMessageId: MessageId | null,
): Promise<void> {
  if (leased?.start(id, progressMessageId) === true) return;
  try {
    const nowMs = clock.nowMs();
    if (!(await store.acknowledgeJob(id, progressMessageId, nowMs, leased?.slots))) return;
  } catch (error) {
    log.error({ job: id, error }, 'acknowledgement not saved');
    leased?.unsaved({ id, progressMessageId });
  }
  wake();
}
