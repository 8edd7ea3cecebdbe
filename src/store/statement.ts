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

/**
 * A database that answers later, inside the transaction that the work runs in. It does everything in the order in which
 * it was sent, and nothing any more once something failed.
 */
export type AsyncDatabase = {
  query<Row>(text: string, values: object): Promise<{ rows: readonly Row[]; changes: number }>;
  /** Sends a statement that nobody waits for; where it fails, the transaction does. */
  send(text: string, values: object): void;
  /** What is sent after it waits until no other transaction has the lock, which is held to the end of this one. */
  lock(key: string): void;
};

/** What a generator asks of its database; the answer is left in the call. */
export type Call = {
  now(database: SyncDatabase): void;
  /** Null where there is nothing to wait for. */
  later(database: AsyncDatabase): Promise<void> | null;
};

/** Work in the database that ends with an answer. It may run more than once before it is committed. */
export type Work<Answer> = Generator<Call, Answer, void>;

/** A statement with the shapes of its parameters and of its rows. */
export type Statement<Values extends object, Row> = {
  readonly text: string;
  all(values: Values): Work<readonly Row[]>;
  /** The first row; statements that are asked this way give at most one. */
  first(values: Values): Work<Row | null>;
  /** Writes; what follows does not wait for it. */
  run(values: Values): Work<void>;
  /** Writes, and answers how many rows. */
  count(values: Values): Work<number>;
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
 * Keeps other transactions with the same key out until this one ends. Where transactions never run side by side it
 * does nothing. Every work takes its locks in one order (step, vendor, job, account), so that none wait in a circle.
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
 * Works that need not wait for each other's answers. They begin in the order given; an asynchronous database is sent the
 * first statements of all of them at once, and answers them in one go.
 */
export function together<Answers extends readonly unknown[]>(
  ...works: { readonly [Place in keyof Answers]: Work<Answers[Place]> }
): Work<Answers>;
/** The same, whatever the answers are. */
export function* together(...works: readonly Work<unknown>[]): Work<readonly unknown[]> {
  let answers: readonly unknown[] = [];
  yield {
    now: (database) => {
      answers = works.map((work) => runNow(database, work));
    },
    later: async (database) => {
      // All of them have ended before a failure is told: none goes on after the transaction.
      const ends = await Promise.allSettled(works.map((work) => runLater(database, work)));
      answers = ends.map((end) => {
        if (end.status === 'rejected') throw end.reason;
        return end.value;
      });
    },
  };
  return answers;
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

/** Does the work, waiting for the answers that it needs. */
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
