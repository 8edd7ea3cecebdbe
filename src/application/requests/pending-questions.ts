/**
 * Questions that people have not answered yet. In memory only: after a restart they are asked again, which costs
 * nothing. It keeps a few questions of each person, so that many questions of one person displace only their own, and
 * none beyond its time.
 */
import { setNewest } from '#domain/bounded-map.ts';
import type { UserId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { ErasureSubject } from '#ports/retention-store.ts';

/** The most open questions of all people together. */
const TOTAL_MAX = 1_000;

/** The person, the server and the interaction that a question belongs to. */
export type QuestionOwner = Pick<JobOrigin, 'interactionId' | 'userId' | 'guildId'>;

/** Questions by the interaction that led to them. */
export type PendingQuestions<Value> = {
  put(owner: QuestionOwner, value: Value): void;
  /** Null for a question that is unknown, another person's, or expired. */
  find(key: string, userId: UserId): Value | null;
  /** Replaces an open question's value; it still expires at the same time. */
  replace(key: string, value: Value): void;
  drop(key: string): void;
  /** Drops all questions of a person or a server: they contain prompts. */
  forget(subject: ErasureSubject): void;
};

type Entry<Value> = Pick<QuestionOwner, 'userId' | 'guildId'> & {
  readonly endsAtMs: number;
  readonly value: Value;
};

/** Questions that expire after `lastsMs`; a person has at most `ofPersonMax`, and the oldest are dropped first. */
export function createPendingQuestions<Value>(
  clock: Pick<Clock, 'nowMs'>,
  { lastsMs, ofPersonMax }: { readonly lastsMs: number; readonly ofPersonMax: number },
): PendingQuestions<Value> {
  // In the order of asking, which is also the order of expiry.
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
      setNewest(open, key, { userId, guildId, endsAtMs: nowMs + lastsMs, value }, TOTAL_MAX);
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
    forget: (subject) => {
      for (const [key, { userId, guildId }] of open) {
        const isMeant =
          subject.kind === 'person' ? userId === subject.userId : guildId === subject.guildId;
        if (isMeant) open.delete(key);
      }
    },
  };
}
