/**
 * Gateway sessions that outlive the process: the next process resumes them, and Discord replays the missed events. A
 * sequence number that is some seconds old only causes repeated events, which are harmless; an expired session is
 * replaced by a new one. A process that has lost its shard never overwrites the new holder's session.
 */
import type { SessionInfo } from '@discordjs/ws';
import { z } from 'zod';
import type { Facts } from '#discord/rest/stored-times.ts';
import { parseJson } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Sessions by shard, in memory and in the store. */
export type StoredSessions = {
  /** This process now holds the shard, and starts from the stored session. */
  hold(shard: number): void;
  /** Saves the shard's session, and ignores further updates. */
  release(shard: number): Promise<void>;
  /** The session of a shard; null if there is none to resume. */
  retrieve(shard: number): Promise<SessionInfo | null>;
  /** A session started, advanced, or ended (null). Starts and ends are saved at once, else soon. */
  update(shard: number, session: SessionInfo | null): void;
};

/** Every event changes the sequence number; one save per interval is enough. */
const SAVE_EVERY_MS = 2_000;

const sessionSchema = z.object({
  resumeURL: z.url({ protocol: /^wss?$/ }),
  sequence: z.number().int(),
  sessionId: z.string(),
  shardCount: z.number().int(),
  shardId: z.number().int(),
});

const keyOf = (shard: number) => `discord-session:${shard}`;

/** A shard that this process holds. */
type Held = {
  /** Undefined until it was read. */
  session: SessionInfo | null | undefined;
  /** The stored value at the last read; undefined until it was read. */
  saved: string | null | undefined;
};

/** Creates the sessions over the store's facts. */
export function createStoredSessions(parts: {
  readonly facts: Facts;
  /** Whether the shards are certainly this process's, so that any other stored session is older. */
  readonly isCertain: () => boolean;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}): StoredSessions {
  const { facts, isCertain, clock, log } = parts;
  const held = new Map<number, Held>();
  const unsaved = new Set<number>();
  let waiting = new AbortController();
  let saving: Promise<void> = Promise.resolve();
  let isWaiting = false;

  async function write(shard: number, { session, saved }: Held): Promise<string | null> {
    const key = keyOf(shard);
    const text = session ? JSON.stringify(session) : '';
    const before = saved === undefined ? await facts.readFact(key) : saved;
    if (await facts.replaceFact(key, before, text)) return text;
    const now = await facts.readFact(key);
    // Without certainty the stored session may be the newer one.
    return isCertain() && (await facts.replaceFact(key, now, text)) ? text : now;
  }

  async function saveAll(): Promise<void> {
    for (const shard of unsaved) {
      unsaved.delete(shard);
      const known = held.get(shard);
      if (known === undefined) continue;
      try {
        known.saved = await write(shard, known);
      } catch (error) {
        // The next process then starts a new session or gets more repeated events; nothing else is lost.
        log.warn({ shard, error }, 'session not saved');
      }
    }
  }

  /** One at a time, so that an older sequence number never follows a newer one. */
  const save = (): Promise<void> => {
    saving = saving.then(saveAll);
    return saving;
  };

  async function saveSoon(): Promise<void> {
    if (isWaiting) return;
    isWaiting = true;
    waiting = new AbortController();
    await clock.sleepUntil(clock.nowMs() + SAVE_EVERY_MS, waiting.signal);
    isWaiting = false;
    await save();
  }

  return {
    hold: (shard) => {
      if (!held.has(shard)) held.set(shard, { session: undefined, saved: undefined });
    },
    release: async (shard) => {
      const known = held.get(shard);
      if (known === undefined) return;
      // Further updates of the library are about closing the session, which stays resumable.
      held.delete(shard);
      unsaved.delete(shard);
      if (held.size === 0) waiting.abort();
      await saving;
      if (known.session === undefined) return;
      await write(shard, known).catch((error: unknown) =>
        log.warn({ shard, error }, 'session not saved'),
      );
    },
    retrieve: async (shard) => {
      const known = held.get(shard);
      if (known === undefined) return null;
      if (known.session !== undefined) return known.session;
      const text = await facts.readFact(keyOf(shard));
      known.saved = text;
      // A session may have started in the meantime.
      if (known.session === undefined) known.session = parse(text);
      return known.session;
    },
    update: (shard, session) => {
      const known = held.get(shard);
      if (known === undefined) return;
      const isNew = session?.sessionId !== known.session?.sessionId;
      known.session = session;
      unsaved.add(shard);
      // Both log errors and never reject.
      void (isNew ? save() : saveSoon());
    },
  };
}

/** Null if nothing is stored, or nothing that can be resumed. */
function parse(text: string | null): SessionInfo | null {
  const read = sessionSchema.safeParse(text === null ? null : parseJson(text));
  return read.success ? read.data : null;
}
