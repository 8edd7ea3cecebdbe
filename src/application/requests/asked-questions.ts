/**
 * What people were asked and have not answered yet. Relies on memory: after a restart they are asked again, which costs
 * nothing. It keeps a few questions of each person, so that whoever asks for hundreds loses their own and nobody
 * else's, and none for longer than it stands.
 */
import { forgetOldest } from '#domain/forget-oldest.ts';
import type { UserId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Whose } from '#ports/retention-store.ts';

/** Open questions of all people together. */
const TOTAL_MAX = 1_000;

/** Who is asked, where, and by which interaction. */
export type Asker = Pick<JobOrigin, 'interactionId' | 'userId' | 'guildId'>;

/** Questions by the interaction that led to them. */
export type AskedQuestions<Value> = {
  put(asker: Asker, value: Value): void;
  /** Null for what was never asked, not of this person, or is over. */
  find(key: string, userId: UserId): Value | null;
  /** Changes what is remembered of an open question, which ends when it would have. */
  replace(key: string, value: Value): void;
  drop(key: string): void;
  /** Drops all of a person, or of a server: they hold what somebody typed. */
  forget(whose: Whose): void;
};

type Entry<Value> = Pick<Asker, 'userId' | 'guildId'> & {
  readonly endsAtMs: number;
  readonly value: Value;
};

/** Questions that stand for `lastsMs`; of one person `ofPersonMax` are open, and their oldest is forgotten first. */
export function createAskedQuestions<Value>(
  clock: Pick<Clock, 'nowMs'>,
  { lastsMs, ofPersonMax }: { readonly lastsMs: number; readonly ofPersonMax: number },
): AskedQuestions<Value> {
  // In the order of asking, which is that of their ends.
  const open = new Map<string, Entry<Value>>();
  return {
    put: ({ interactionId: key, userId, guildId }, value) => {
      const nowMs = clock.nowMs();
      open.delete(key);
      for (const [over, { endsAtMs }] of open) {
        if (endsAtMs > nowMs) break;
        open.delete(over);
      }
      const own = [...open].filter(([, each]) => each.userId === userId).map(([each]) => each);
      for (const each of own.slice(0, Math.max(0, own.length + 1 - ofPersonMax))) {
        open.delete(each);
      }
      open.set(key, { userId, guildId, endsAtMs: nowMs + lastsMs, value });
      forgetOldest(open, TOTAL_MAX);
    },
    find: (key, userId) => {
      const entry = open.get(key);
      if (entry?.userId !== userId) return null;
      return entry.endsAtMs > clock.nowMs() ? entry.value : null;
    },
    replace: (key, value) => {
      const entry = open.get(key);
      if (entry !== undefined) open.set(key, { ...entry, value });
    },
    drop: (key) => {
      open.delete(key);
    },
    forget: (whose) => {
      for (const [key, { userId, guildId }] of open) {
        const isMeant =
          whose.kind === 'person' ? userId === whose.userId : guildId === whose.guildId;
        if (isMeant) open.delete(key);
      }
    },
  };
}
