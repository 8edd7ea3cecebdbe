/**
 * Sends the statements of one event loop turn as one batch with one Sync. pg's own queries end with a Sync each, which
 * costs a write to the socket on the server and a wakeup here, and have their columns described every time. After the
 * first statement that fails the server skips the rest of the batch.
 */
import pg from 'pg';
import type { AsyncDatabase } from '../statement.ts';
import { parserOf } from './open-pool.ts';
import { type PostgresStatement, toPostgres } from './to-postgres.ts';

type Column = { readonly name: string; readonly parse: (text: string) => unknown };
type Values = readonly (string | null)[];

type QueuedStatement = {
  readonly statement: Pick<PostgresStatement, 'name' | 'text'>;
  readonly values: Values;
  readonly row: (columns: readonly Column[], values: Values) => void;
  /** The tag names the command and the number of rows, as in `UPDATE 2`. */
  readonly done: (tag: string) => void;
  readonly failed: (error: unknown) => void;
};

type Answer<Row> = { readonly rows: readonly Row[]; readonly changes: number };

/** The use of one connection; after the first failure every statement fails with its error. */
export type Pipeline = {
  readonly database: AsyncDatabase;
  /** The first failure. */
  failure(): { readonly error: unknown } | null;
};

const LOCK = 'SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))';
const nothing = () => {};

/** The columns of each connection's prepared statements, by name. */
const preparedOn = new WeakMap<pg.Client, Map<string, readonly Column[]>>();

function preparedBy(client: pg.Client): Map<string, readonly Column[]> {
  const known = preparedOn.get(client) ?? new Map<string, readonly Column[]>();
  preparedOn.set(client, known);
  return known;
}

/** Starts using a connection, which nothing else may use meanwhile. */
export function openPipeline(client: pg.Client): Pipeline {
  const prepared = preparedBy(client);
  let failure: { readonly error: unknown } | null = null;
  let queued: QueuedStatement[] = [];
  let isWaiting = false;

  const flush = (): void => {
    if (isWaiting || queued.length === 0) return;
    const batch = queued;
    queued = [];
    isWaiting = true;
    client.query(batchOf(batch, prepared, ended));
  };
  // Runs after everything that continues with the answers received just now.
  const flushSoon = (): void => queueMicrotask(() => process.nextTick(flush));
  const ended = (failed: { readonly error: unknown } | null): void => {
    isWaiting = false;
    failure ??= failed;
    if (failure === null) {
      if (queued.length > 0) flushSoon();
      return;
    }
    const late = queued;
    queued = [];
    for (const one of late) one.failed(failure.error);
  };
  const add = (statement: QueuedStatement): void => {
    if (failure !== null) {
      statement.failed(failure.error);
      return;
    }
    queued.push(statement);
    if (queued.length === 1) flushSoon();
  };

  // The next awaited statement reports the error, at the latest the commit.
  const send = (text: string, values: object): void => {
    const statement = toPostgres(text);
    add({
      statement,
      values: statement.bind(values),
      row: nothing,
      done: nothing,
      failed: nothing,
    });
  };

  return {
    failure: () => failure,
    database: {
      query: <Row>(text: string, values: object) =>
        new Promise<Answer<Row>>((resolve, reject) => {
          const statement = toPostgres(text);
          const rows: Row[] = [];
          add({
            statement,
            values: statement.bind(values),
            row: (columns, texts) => {
              const row = Object.create(Object.prototype);
              columns.forEach(({ name, parse }, place) => {
                const value = texts[place] ?? null;
                row[name] = value === null ? null : parse(value);
              });
              rows.push(row);
            },
            done: (tag) => resolve({ rows, changes: Number(tag.slice(tag.lastIndexOf(' ') + 1)) }),
            failed: reject,
          });
        }),
      send,
      lock: (key) => send(LOCK, { key }),
    },
  };
}

/** A batch in pg's form for queries of other libraries; its client calls each `handle...` with a message of the server. */
function batchOf(
  statements: readonly QueuedStatement[],
  prepared: Map<string, readonly Column[]>,
  ended: (failed: { readonly error: unknown } | null) => void,
) {
  let place = 0;
  let described: readonly Column[] = [];
  const batch = {
    /** The client wraps this to stop its timeout. */
    callback: nothing,
    submit: (connection: pg.Connection): void => {
      const begun = new Set<string>();
      connection.stream.cork();
      for (const { statement, values } of statements) {
        const isNew = !prepared.has(statement.name) && !begun.has(statement.name);
        if (isNew) {
          begun.add(statement.name);
          // A failed batch may have left it prepared.
          connection.close({ type: 'S', name: statement.name }, true);
          connection.parse({ ...statement, types: [] }, true);
        }
        connection.bind({ statement: statement.name, values: [...values] }, true);
        if (isNew) connection.describe({ type: 'P' }, true);
        connection.execute(null, true);
      }
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription: ({ fields }: { readonly fields: readonly pg.FieldDef[] }): void => {
      described = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
    },
    handleDataRow: ({ fields }: { readonly fields: Values }): void => {
      const one = statements[place];
      one?.row(prepared.get(one.statement.name) ?? described, fields);
    },
    handleCommandComplete: ({ text }: { readonly text: string }): void => {
      const one = statements[place];
      place += 1;
      if (one === undefined) return;
      if (!prepared.has(one.statement.name)) prepared.set(one.statement.name, described);
      described = [];
      one.done(text);
    },
    handleReadyForQuery: (): void => {
      batch.callback();
      ended(null);
    },
    handleError: (error: unknown, connection: pg.Connection): void => {
      // After a timeout or a lost connection it is unknown which statements ran.
      if (!(error instanceof pg.DatabaseError)) connection.stream.destroy();
      batch.callback();
      const skipped = statements.slice(place);
      place = statements.length;
      ended({ error });
      for (const one of skipped) one.failed(error);
    },
  };
  return batch;
}
