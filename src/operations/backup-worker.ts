// Makes one backup in a separate thread, because copying the database blocks it. Posts one report; a failure ends the
// thread with an error.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '#system/clock.ts';
import { type BackupOrder, makeBackup } from './make-backup.ts';

const order: BackupOrder = workerData;
parentPort?.postMessage(await makeBackup(order, systemClock));
