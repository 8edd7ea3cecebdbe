/**
 * Sends notices once per key. A notice is saved as sent after it was sent: a crash in between repeats it instead of
 * losing it, and one that reached nobody is retried at the next occasion. A sent notice that cannot be saved is kept in
 * memory.
 */
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';

/** Notices that are sent once. */
export type Notices = {
  /** Sends the notice unless it was or is being sent; `tell` returns how many it reached. Returns at once. */
  begin(key: string, tell: () => Promise<number>): void;
  /** Resolves when all started notices have ended. */
  idle(): Promise<void>;
};

/** Notices with their keys as facts of the store; failures are logged. */
export function createNotices({
  store,
  log,
}: {
  readonly store: Pick<FactStore, 'readFact' | 'saveFact'>;
  readonly log: Pick<Log, 'info' | 'error'>;
}): Notices {
  const underway = new Map<string, Promise<void>>();
  const unsaved = new Set<string>();

  const tellOnce = async (key: string, tell: () => Promise<number>): Promise<void> => {
    if (!unsaved.has(key)) {
      if ((await store.readFact(key)) !== null) return;
      const sent = await tell();
      log.info({ notice: key, sent }, 'operators notified');
      if (sent === 0) return;
      unsaved.add(key);
    }
    await store.saveFact(key, 'told');
    unsaved.delete(key);
  };

  return {
    begin: (key, tell) => {
      if (underway.has(key)) return;
      const done = tellOnce(key, tell)
        .catch((error: unknown) => log.error({ notice: key, error }, 'operator notice failed'))
        .finally(() => underway.delete(key));
      underway.set(key, done);
    },
    idle: async () => {
      await Promise.all(underway.values());
    },
  };
}
