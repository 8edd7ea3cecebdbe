import type { FactStore } from '#ports/fact-store.ts';
import type { AddressedStep } from './webhook-addresses.ts';

/** Begins the name of each such fact; the job's id follows. Those of ended jobs are removed once a day. */
export const NOTED_TASKS = 'webhook-task';

const factOf = ({ jobId, stepIndex, vendor }: AddressedStep): string =>
  `${NOTED_TASKS}/${jobId}/${stepIndex}/${vendor}`;

/** Saves the task that a webhook named for a step whose ticket is unknown; durable when it resolves. */
export async function noteTask(store: FactStore, step: AddressedStep, task: string): Promise<void> {
  await store.saveFact(factOf(step), task);
}

/** The task saved for the step, or null. */
export function notedTask(store: FactStore, step: AddressedStep): Promise<string | null> {
  return store.readFact(factOf(step));
}
