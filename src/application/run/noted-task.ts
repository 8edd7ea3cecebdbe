import type { JobId } from '#domain/ids.ts';
import type { FactStore } from '#ports/fact-store.ts';

/** A step at the vendor that was asked for it: a job that moved has the same step at another. */
type StepName = { readonly jobId: JobId; readonly stepIndex: number; readonly vendor: string };

const factOf = ({ jobId, stepIndex, vendor }: StepName): string =>
  `webhook-task/${jobId}/${stepIndex}/${vendor}`;

/** Notes the task that a report named for a step whose ticket is unknown; on disk when it resolves. */
export async function noteTask(store: FactStore, step: StepName, task: string): Promise<void> {
  await store.saveFact(factOf(step), task);
}

/** The task noted for the step, or null. */
export function notedTask(store: FactStore, step: StepName): Promise<string | null> {
  return store.readFact(factOf(step));
}
