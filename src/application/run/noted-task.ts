import type { JobId } from '#domain/ids.ts';
import type { FactStore } from '#ports/fact-store.ts';

/** A step at one vendor: a job that changed its vendor has the same step at another. */
type StepName = { readonly jobId: JobId; readonly stepIndex: number; readonly vendor: string };

const factOf = ({ jobId, stepIndex, vendor }: StepName): string =>
  `webhook-task/${jobId}/${stepIndex}/${vendor}`;

/** Saves the task that a webhook named for a step whose ticket is unknown; durable when it resolves. */
export async function noteTask(store: FactStore, step: StepName, task: string): Promise<void> {
  await store.saveFact(factOf(step), task);
}

/** The task saved for the step, or null. */
export function notedTask(store: FactStore, step: StepName): Promise<string | null> {
  return store.readFact(factOf(step));
}
