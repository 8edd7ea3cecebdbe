/** Audits a file's ledger in a separate thread, because reading all of it blocks the thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { auditBooks } from '#store/sqlite/audit-books.ts';

parentPort?.postMessage(auditBooks(z.string().parse(workerData)));
