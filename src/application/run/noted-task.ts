import type { JobId } from '#domain/ids.ts';
import type { Store } from '#ports/store.ts';

type StepName = { readonly jobId: JobId; readonly stepIndex: number };

const factOf = ({ jobId, stepIndex }: StepName): string => `webhook-task/${jobId}/${stepIndex}`;

/** Notes the task that a report named for a step whose ticket is unknown; on disk when it resolves. */
export async function noteTask(
  store: Pick<Store, 'saveFact'>,
  step: StepName,
  task: string,
): Promise<void> {
  await store.saveFact(factOf(step), task);
}

/** The task noted for the step, or null. */
export function notedTask(store: Pick<Store, 'readFact'>, step: StepName): Promise<string | null> {
  return store.readFact(factOf(step));
}
