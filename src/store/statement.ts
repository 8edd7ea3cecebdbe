/**
 * One logic for two databases. What the store does is written as generators that yield calls; a synchronous database
 * (SQLite) answers each at once, in one go, and an asynchronous one (PostgreSQL) is awaited between two of them. Nothing
 * here knows either. Statements are SQL that both understand, with named parameters (`@name`). Two hints are each
 * meant for one of them, and the other leaves them out: `INDEXED BY` (SQLite) and `FOR NO KEY UPDATE` (PostgreSQL,
 * where transactions run side by side; SQLite runs one at a time).
 */

/** A statement that a synchronous database has prepared; `get` and `all` are for those that give rows. */
export type Prepared<Row> = {
  get(values: object): Row | undefined;
  all(values: object): readonly Row[];
  run(values: object): { readonly changes: number };
};

/** A database that answers at once. */
export type SyncDatabase = { prepare<Row>(text: string): Prepared<Row> };

/** A database that answers later; both inside the transaction that the work runs in. */
export type AsyncDatabase = {
  query<Row>(text: string, values: object): Promise<{ rows: readonly Row[]; changes: number }>;
  /** Waits until no other transaction has the lock, and holds it to the end of this one. */
  lock(key: string): Promise<void>;
};

/** What a generator asks of its database; the answer is left in the call. */
export type Call = {
  now(database: SyncDatabase): void;
  later(database: AsyncDatabase): Promise<void>;
};

/** Work in the database that ends with an answer. It may run more than once before it is committed. */
export type Work<Answer> = Generator<Call, Answer, void>;

/** A statement with the shapes of its parameters and of its rows. */
export type Statement<Values extends object, Row> = {
  readonly text: string;
  all(values: Values): Work<readonly Row[]>;
  /** The first row; statements that are asked this way give at most one. */
  first(values: Values): Work<Row | null>;
  /** How many rows were written. */
  run(values: Values): Work<number>;
};

const texts: string[] = [];

/** Every statement there is, for tests that look at their plans. */
export const statementTexts = (): readonly string[] => texts;

/** Describes a statement; each database prepares it when it is first used. */
export function statement<Values extends object, Row = never>(
  text: string,
): Statement<Values, Row> {
  texts.push(text);
  const prepared = new WeakMap<SyncDatabase, Prepared<Row>>();
  const preparedIn = (database: SyncDatabase): Prepared<Row> => {
    const known = prepared.get(database);
    if (known !== undefined) return known;
    const made = database.prepare<Row>(text);
    prepared.set(database, made);
    return made;
  };
  return {
    text,
    *all(values) {
      let rows: readonly Row[] = [];
      yield {
        now: (database) => {
          rows = preparedIn(database).all(values);
        },
        later: async (database) => {
          rows = (await database.query<Row>(text, values)).rows;
        },
      };
      return rows;
    },
    *first(values) {
      let row: Row | null = null;
      yield {
        now: (database) => {
          row = preparedIn(database).get(values) ?? null;
        },
        later: async (database) => {
          row = (await database.query<Row>(text, values)).rows[0] ?? null;
        },
      };
      return row;
    },
    *run(values) {
      let changes = 0;
      yield {
        now: (database) => {
          changes = preparedIn(database).run(values).changes;
        },
        later: async (database) => {
          changes = (await database.query(text, values)).changes;
        },
      };
      return changes;
    },
  };
}

/**
 * Keeps other transactions with the same key out until this one ends. Where transactions never run side by side it
 * does nothing. Every work takes its locks in one order (step, vendor, job, account), so that none wait in a circle.
 */
export function* lock(key: string): Work<void> {
  yield { now: () => {}, later: (database) => database.lock(key) };
}

/** Does all of the work at once. */
export function runNow<Answer>(database: SyncDatabase, work: Work<Answer>): Answer {
  let step = work.next();
  while (step.done !== true) {
    step.value.now(database);
    step = work.next();
  }
  return step.value;
}

/** Does the work, waiting for each answer. */
export async function runLater<Answer>(
  database: AsyncDatabase,
  work: Work<Answer>,
): Promise<Answer> {
  let step = work.next();
  while (step.done !== true) {
    await step.value.later(database);
    step = work.next();
  }
  return step.value;
}
