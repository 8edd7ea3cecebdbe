/**
 * Tells servers that their credits run low, each threshold once in a period. What has to be told
 * is recorded with the job that made it so; what could not be posted is tried again after a while,
 * and after a restart. A crash right after posting may tell it twice, never not at all. What the disk does not take is
 * remembered here until it does, so that it is not posted again and again.
 */

import type { Clock } from '#ports/clock.ts';
import type { LowBalance, NoticeStore } from '#ports/credit-store.ts';
import type { Log } from '#ports/log.ts';

/** What became of a notice; `retry` is tried again. */
export type NoticePost = (notice: LowBalance) => Promise<'shown' | 'impossible' | 'retry'>;

/** Soon enough for Discord to recognise a post whose answer was lost (its nonces last some minutes). */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** A teller that is called whenever there may be something to tell. */
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

  /** Whether everything was told, or need not be. */
  const tellAll = async (): Promise<boolean> => {
    let isTold = true;
    for (const notice of await store.noticesToShow()) {
      const { guildId: guild, period, thresholdPercent: percent } = notice;
      const key = `${guild}/${period}/${percent}`;
      if (!unsaved.has(key)) {
        // Nobody wants to read that last month's credits ran low.
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
    // One after the other: two at once would post the same notice twice.
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
