/**
 * Tells servers that their credits run low, once per threshold and period. A notice is recorded with the job that made
 * it due; a failed post is retried later and after a restart. A crash right after posting may repeat a notice, but none
 * is lost. A posted notice that cannot be saved is kept in memory, so that it is not posted again.
 */

import type { Clock } from '#ports/clock.ts';
import type { LowBalance, NoticeStore } from '#ports/credit-store.ts';
import type { Log } from '#ports/log.ts';

/** The outcome of a notice; `retry`: try again later. */
export type NoticePost = (notice: LowBalance) => Promise<'shown' | 'impossible' | 'retry'>;

/** Short enough for Discord to recognise a repeated nonce after a lost answer (nonces last some minutes). */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Sends due notices whenever `tell` is called. */
export function createLowBalanceTeller(parts: {
  readonly store: NoticeStore;
  readonly post: NoticePost;
  readonly clock: Clock;
  readonly log: Log;
}): { tell(): void; close(): Promise<void> } {
  const { store, post, clock, log } = parts;
  const closing = new AbortController();
  let underway: Promise<void> = Promise.resolve();
  let pause: Promise<void> | null = null;
  let failures = 0;
  const unsaved = new Set<string>();

  /** Whether no notice has to be retried. */
  const tellAll = async (): Promise<boolean> => {
    let isTold = true;
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
          isTold = false;
          continue;
        }
        unsaved.add(key);
      }
      await store.noticeShown(notice);
      unsaved.delete(key);
    }
    return isTold;
  };

  const tryAgain = () => {
    if (pause !== null || closing.signal.aborted) return;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
    failures += 1;
    pause = clock.sleepUntil(clock.nowMs() + pauseMs, closing.signal).then(() => {
      pause = null;
      tell();
    });
  };

  const tell = () => {
    if (closing.signal.aborted) return;
    // One at a time: two runs would post the same notice twice.
    underway = underway
      .then(tellAll)
      .catch((error: unknown) => {
        log.error({ error }, 'low balance notice failed');
        return false;
      })
      .then((isTold) => {
        if (isTold) failures = 0;
        else tryAgain();
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
