import type { JobId } from '#domain/ids.ts';
import type { FactStore } from '#ports/fact-store.ts';

type StepName = { readonly jobId: JobId; readonly stepIndex: number };

const factOf = ({ jobId, stepIndex }: StepName): string => `webhook-task/${jobId}/${stepIndex}`;

/** Notes the task that a report named for a step whose ticket is unknown; on disk when it resolves. */
export async function noteTask(store: FactStore, step: StepName, task: string): Promise<void> {
  await store.saveFact(factOf(step), task);
}

/** The task noted for the step, or null. */
export function notedTask(store: FactStore, step: StepName): Promise<string | null> {
  return store.readFact(factOf(step));
}
