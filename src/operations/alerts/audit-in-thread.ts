import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const differencesSchema = z.tuple([z.array(z.string())]);

/** The ledger's problems, as sentences; rejects if it cannot be read. */
export async function auditInThread(file: string): Promise<readonly string[]> {
  const worker = new Worker(new URL('./audit-worker.ts', import.meta.url), { workerData: file });
  try {
    const [differences] = differencesSchema.parse(await once(worker, 'message'));
    return differences;
  } finally {
    await worker.terminate();
  }
}
