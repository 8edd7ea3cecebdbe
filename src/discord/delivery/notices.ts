/**
 * Tells of things, each once for its key. That it was told is on disk after it was sent: a crash in between repeats a
 * message rather than losing it, and what reached nobody is tried again at the next occasion. What the disk does not take is
 * remembered here until it does.
 */
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';

/** What is told once, and whether it was. */
export type Notices = {
  /** Begins unless it was told or is being told; `tell` returns how many it reached. Returns at once. */
  begin(key: string, tell: () => Promise<number>): void;
  /** Resolves when everything that was begun has ended. */
  idle(): Promise<void>;
};

/** Notices whose keys are facts of the store; one that fails is logged. */
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
