/**
 * Runs several works of one process side by side in one transaction: they share its BEGIN, its COMMIT and the round
 * trips. No work resolves before the commit. If one of several fails, all are rolled back, and each is retried alone.
 */
import type pg from 'pg';
import type { Sharing } from '../engine.ts';
import { concurrently, runLater, type Work } from '../statement.ts';
import { sqlState, transact } from './transact.ts';

/** Shared transactions at once; works that arrive meanwhile are gathered for the next. */
const TRANSACTIONS_MAX = 4;
/** More would lock the rows of their servers for too long. */
const WORKS_MAX = 16;

type Waiting = {
  readonly sharing: Sharing;
  /** Returns the function that resolves it, called after the commit. */
  readonly work: () => Work<() => void>;
  /** Runs it alone and resolves it. */
  readonly alone: () => Promise<void>;
  readonly reject: (error: unknown) => void;
};

/** Gathers works that allow sharing; `alone` runs one in its own transaction. */
export function createGatheredWrites(
  pool: pg.Pool,
  alone: <Answer>(work: () => Work<Answer>) => Promise<Answer>,
) {
  let waiting: Waiting[] = [];
  let transactions = 0;
  let isPlanned = false;
  /** A second work of a key would wait for the first one's lock, and everything in its transaction with it. */
  const keysUnderWay = new Set<string>();

  /** One work per key of one line, ordered by key: all transactions take their locks in this order. */
  const takeSome = (): readonly Waiting[] => {
    const some: Waiting[] = [];
    for (const one of waiting) {
      const { line, key } = one.sharing;
      if (keysUnderWay.has(key) || line !== (some[0]?.sharing.line ?? line)) continue;
      keysUnderWay.add(key);
      some.push(one);
      if (some.length === WORKS_MAX) break;
    }
    waiting = waiting.filter((one) => !some.includes(one));
    return some.toSorted((one, other) => (one.sharing.key < other.sharing.key ? -1 : 1));
  };

  const plan = (): void => {
    if (isPlanned || waiting.length === 0 || transactions === TRANSACTIONS_MAX) return;
    isPlanned = true;
    // After everything else that arrives in the same event loop turn.
    setImmediate(() => {
      isPlanned = false;
      while (transactions < TRANSACTIONS_MAX) {
        const some = takeSome();
        if (some.length === 0) return;
        void serve(some);
      }
    });
  };

  const serve = async (works: readonly Waiting[]): Promise<void> => {
    transactions += 1;
    try {
      const tells = works.length > 1 ? await shared(pool, works) : null;
      if (tells === null) await Promise.all(works.map((one) => one.alone()));
      else for (const tell of tells) tell();
    } catch (error) {
      for (const { reject } of works) reject(error);
    }
    transactions -= 1;
    for (const { sharing } of works) keysUnderWay.delete(sharing.key);
    plan();
  };

  return {
    run: <Answer>(work: () => Work<Answer>, sharing: Sharing): Promise<Answer> =>
      new Promise((resolve, reject) => {
        waiting.push({
          sharing,
          *work() {
            const answer = yield* work();
            return () => resolve(answer);
          },
          alone: () => alone(work).then(resolve, reject),
          reject,
        });
        plan();
      }),
  };
}

/** Null if the transaction was rolled back for certain. */
async function shared(
  pool: pg.Pool,
  works: readonly Waiting[],
): Promise<readonly (() => void)[] | null> {
  let isCommitSent = false;
  try {
    return await transact(pool, async (database) => {
      const tells = await runLater(database, concurrently(...works.map(({ work }) => work())));
      isCommitSent = true;
      return tells;
    });
  } catch (error) {
    // If only the answer was lost, the commit may have succeeded.
    if (isCommitSent && sqlState(error) === null) throw error;
    return null;
  }
}
