/**
 * Tells servers that their credits run low, once per threshold and period. A notice is recorded with the job that made
 * it due; a failed post is retried later and after a restart. A crash right after posting may repeat a notice, but none
 * is lost. A posted notice that cannot be saved is kept in memory, so that it is not posted again.
 */

import type { Clock } from '#ports/clock.ts';
import type { LowBalance, NoticeStore } from '#ports/credit-store.ts';
import type { Log } from '#ports/log.ts';
import { createRetries } from './retries.ts';

/** The outcome of a notice; `retry`: try again later. */
export type NoticePost = (notice: LowBalance) => Promise<'shown' | 'impossible' | 'retry'>;

/** Sends due notices whenever `tell` is called. */
export function createLowBalanceNotifier(parts: {
  readonly store: NoticeStore;
  readonly post: NoticePost;
  readonly clock: Clock;
  readonly log: Log;
}): { tell(): void; close(): Promise<void> } {
  const { store, post, clock, log } = parts;
  const closing = new AbortController();
  let underway: Promise<void> = Promise.resolve();
  const unsaved = new Set<string>();

  /** Whether no notice has to be retried. */
  const notifyAll = async (): Promise<boolean> => {
    let isNotified = true;
    for (const notice of await store.noticesToShow()) {
      const { guildId: guild, period, thresholdPercent: percent } = notice;
      const key = `${guild}/${period}/${percent}`;
      if (!unsaved.has(key)) {
        // A notice about last month's credits is useless.
        const isOver = notice.renewsAtMs <= clock.nowMs();
        const outcome = isOver ? 'impossible' : await post(notice);
        const facts = { guild, percent, outcome };
        if (outcome === 'shown') log.info(facts, 'low balance notice sent');
        else log.warn(facts, 'low balance notice not sent');
        if (outcome === 'retry') {
          isNotified = false;
          continue;
        }
        unsaved.add(key);
      }
      await store.noticeShown(notice);
      unsaved.delete(key);
    }
    return isNotified;
  };

  const retries = createRetries(
    () => clock,
    closing.signal,
    () => tell(),
  );

  const tell = () => {
    if (closing.signal.aborted) return;
    // One at a time: two runs would post the same notice twice.
    underway = underway
      .then(notifyAll)
      .catch((error: unknown) => {
        log.error({ error }, 'low balance notice failed');
        return false;
      })
      .then((isNotified) => {
        if (isNotified) retries.succeeded();
        else retries.failed();
      });
  };

  return {
    tell,
    close: async () => {
      closing.abort();
      await underway;
    },
  };
}
