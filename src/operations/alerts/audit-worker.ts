/** Audits the books of a file in a thread of its own: reading all of them holds a thread for as long as it takes. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { auditBooks } from '#store/sqlite/audit-books.ts';

parentPort?.postMessage(auditBooks(z.string().parse(workerData)));
