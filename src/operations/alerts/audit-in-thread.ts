import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const differencesSchema = z.tuple([z.array(z.string())]);

/** What is wrong with the books of the file, as sentences; rejects with what keeps them from being read. */
export async function auditInThread(file: string): Promise<readonly string[]> {
  const worker = new Worker(new URL('./audit-worker.ts', import.meta.url), { workerData: file });
  try {
    const [differences] = differencesSchema.parse(await once(worker, 'message'));
    return differences;
  } finally {
    await worker.terminate();
  }
}
