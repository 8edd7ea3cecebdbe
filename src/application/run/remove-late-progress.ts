import type { AppContext } from '#application/app-context.ts';
import type { JobId } from '#domain/ids.ts';

/**
 * Removes the progress message of a job whose result was posted before Discord took that message. Jobs of a batch start
 * some seconds after they were accepted even if their messages are slow, so that both may happen at once: whoever saves
 * last, the result or the message, calls this. After a crash in between the message stays.
 */
export async function removeLateProgress(
  { store, messenger }: Pick<AppContext, 'store' | 'messenger'>,
  id: JobId,
): Promise<void> {
  const job = await store.findJob(id);
  if (job?.state === 'done' && job.progressMessageId !== null) await messenger.removeProgress(job);
}
