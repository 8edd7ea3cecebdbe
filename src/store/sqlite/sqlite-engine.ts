import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Engine } from '../engine.ts';
import { runNow, type SyncDatabase } from '../statement.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createWriteQueue } from './write-queue.ts';

/** A statement in SQLite's form: with one transaction at a time no row locks are needed. */
export const statementText = (text: string): string =>
  text.replace(/ FOR NO KEY UPDATE( SKIP LOCKED)?/g, '');

/** The database as the store's work uses it; positional parameters cost half as much as named ones. */
function syncDatabase(database: Database.Database): SyncDatabase {
  return {
    prepare: <Row>(text: string) => {
      const names: string[] = [];
      const placed = statementText(text).replace(/@(\w+)/g, (_, name: string) => {
        names.push(name);
        return '?';
      });
      const prepared = database.prepare<[readonly unknown[]], Row>(placed);
      const inPlace = (values: object) => names.map((name): unknown => Reflect.get(values, name));
      return {
        get: (values) => prepared.get(inPlace(values)),
        all: (values) => prepared.all(inPlace(values)),
        run: (values) => prepared.run(inPlace(values)),
      };
    },
  };
}

/**
 * Reads in one turn of the event loop, some milliseconds' worth. They are answered at once, so that a loop that awaits
 * each of many would otherwise keep everything else waiting.
 */
const READS_MAX = 100;

/** Runs work on one connection, which nothing else may write through. */
export function createSqliteEngine(database: Database.Database): Engine {
  const checkpoints = createCheckpoints(database);
  const writes = createWriteQueue(database, checkpoints.committed);
  const statements = syncDatabase(database);
  let reads = 0;
  const resetReads = () => {
    reads = 0;
  };
  return {
    read: async (work) => {
      if (reads === 0) setImmediate(resetReads);
      reads += 1;
      if (reads > READS_MAX) await nextTurn();
      return runNow(statements, work());
    },
    write: (work) => writes.run(() => runNow(statements, work())),
    worker: null,
    // The only worker wakes itself.
    announce: () => {},
    close: async () => {
      writes.flush();
      checkpoints.stop();
      database.close();
    },
  };
}
