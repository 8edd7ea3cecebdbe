/**
 * One logic for two databases. The store's operations are generators that yield calls; a synchronous database (SQLite)
 * answers each at once, and an asynchronous one (PostgreSQL) is awaited in between. Statements are SQL that both
 * understand, with named parameters (`@name`). Two hints are each removed for the other database: `INDEXED BY` (SQLite)
 * and `FOR NO KEY UPDATE` (PostgreSQL, where transactions run concurrently).
 */

/** A prepared statement of a synchronous database; `get` and `all` are for statements with rows. */
export type Prepared<Row> = {
  get(values: object): Row | undefined;
  all(values: object): readonly Row[];
  run(values: object): { readonly changes: number };
};

/** A synchronous database. */
export type SyncDatabase = { prepare<Row>(text: string): Prepared<Row> };

/**
 * An asynchronous database, within one transaction. It runs statements in the order they were sent, and none after a
 * failure.
 */
export type AsyncDatabase = {
  query<Row>(text: string, values: object): Promise<{ rows: readonly Row[]; changes: number }>;
  /** Sends a statement without waiting; if it fails, the transaction fails. */
  send(text: string, values: object): void;
  /** Later statements wait for the lock, which is held to the end of the transaction. */
  lock(key: string): void;
};

/** A call to the database; it keeps the answer itself. */
export type Call = {
  now(database: SyncDatabase): void;
  /** Null if there is nothing to wait for. */
  later(database: AsyncDatabase): Promise<void> | null;
};

/** Work in the database that returns an answer. It may run more than once before it is committed. */
export type Work<Answer> = Generator<Call, Answer, void>;

/** A statement with the types of its parameters and rows. */
export type Statement<Values extends object, Row> = {
  readonly text: string;
  all(values: Values): Work<readonly Row[]>;
  /** The only row, or null. */
  first(values: Values): Work<Row | null>;
  /** Writes without waiting. */
  run(values: Values): Work<void>;
  /** Writes, and returns the number of rows. */
  count(values: Values): Work<number>;
};

const texts: string[] = [];

/** All statements, for tests of their query plans. */
export const statementTexts = (): readonly string[] => texts;

/** Defines a statement; each database prepares it at first use. */
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
      yield {
        now: (database) => {
          preparedIn(database).run(values);
        },
        later: (database) => {
          database.send(text, values);
          return null;
        },
      };
    },
    *count(values) {
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
 * Locks a key until the transaction ends; does nothing where transactions never run concurrently. All work takes its
 * locks in one order, so that there are no deadlocks: a sale or a step; the start of jobs at a vendor; jobs by id; accounts
 * by id, with their grants and entries; a vendor's ceiling; charges, and the sums that their triggers count. A claim locks
 * what is ready before all that, without waiting for anything.
 */
export function* lock(key: string): Work<void> {
  yield {
    now: () => {},
    later: (database) => {
      database.lock(key);
      return null;
    },
  };
}

/**
 * Runs independent work together. It starts in the given order; an asynchronous database gets the first statements of
 * all at once, in one round trip.
 */
export function concurrently<Answers extends readonly unknown[]>(
  ...works: { readonly [Place in keyof Answers]: Work<Answers[Place]> }
): Work<Answers>;
/** The implementation. */
export function* concurrently(...works: readonly Work<unknown>[]): Work<readonly unknown[]> {
  let answers: readonly unknown[] = [];
  yield {
    now: (database) => {
      answers = works.map((work) => runNow(database, work));
    },
    later: async (database) => {
      // Waits for all before a failure is thrown: none continues after the transaction.
      const ends = await Promise.allSettled(works.map((work) => runLater(database, work)));
      answers = ends.map((end) => {
        if (end.status === 'rejected') throw end.reason;
        return end.value;
      });
    },
  };
  return answers;
}

/** Runs work synchronously. */
export function runNow<Answer>(database: SyncDatabase, work: Work<Answer>): Answer {
  let step = work.next();
  while (step.done !== true) {
    step.value.now(database);
    step = work.next();
  }
  return step.value;
}

/** Runs work asynchronously. */
export async function runLater<Answer>(
  database: AsyncDatabase,
  work: Work<Answer>,
): Promise<Answer> {
  let step = work.next();
  while (step.done !== true) {
    const answered = step.value.later(database);
    if (answered !== null) await answered;
    step = work.next();
  }
  return step.value;
}
