/**
 * Tells servers that their credits run low, each threshold once in a period. What has to be told
 * is recorded with the job that made it so; a crash before it was posted leaves it to the next
 * start, and a crash right after posting may tell it twice, never not at all.
 */

import type { LowBalance } from '#ports/credit-store.ts';
import type { Log } from '#ports/log.ts';
import type { Store } from '#ports/store.ts';

/** What became of a notice; `retry` is tried again with the next one that is due. */
export type NoticePost = (notice: LowBalance) => Promise<'shown' | 'impossible' | 'retry'>;

/** A teller that is called whenever there may be something to tell. */
export function createLowBalanceTeller(parts: {
  readonly store: Pick<Store, 'noticesToShow' | 'noticeShown'>;
  readonly post: NoticePost;
  readonly log: Log;
}): { tell(): void; idle(): Promise<void> } {
  const { store, post, log } = parts;
  let underway: Promise<void> = Promise.resolve();

  const tellAll = async () => {
    for (const notice of await store.noticesToShow()) {
      const outcome = await post(notice);
      const facts = { guild: notice.guildId, percent: notice.thresholdPercent, outcome };
      log.info(facts, 'low balance told');
      if (outcome !== 'retry') await store.noticeShown(notice);
    }
  };

  return {
    // One after the other: two at once would post the same notice twice.
    tell: () => {
      underway = underway
        .then(tellAll)
        .catch((error: unknown) => log.error({ error }, 'low balance could not be told'));
    },
    idle: () => underway,
  };
}
