// One backup in a thread of its own: copying the database holds a thread for as long as that takes. Answers the order it
// was started with by one report; what went wrong ends the thread with an error.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '#system/clock.ts';
import { type BackupOrder, makeBackup } from './make-backup.ts';

const order: BackupOrder = workerData;
parentPort?.postMessage(await makeBackup(order, systemClock));
