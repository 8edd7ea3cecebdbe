/**
 * Sessions with Discord that outlive the process: with what is kept here the next one resumes, and Discord sends again
 * what came meanwhile. A number that is some seconds old costs events that come twice, which the bot bears; a session
 * that Discord has forgotten is answered with a new one.
 */
import type { SessionInfo } from '@discordjs/ws';
import { z } from 'zod';
import type { Facts } from '#discord/rest/kept-times.ts';
import { parseJson } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Sessions by shard, in memory and in the store. */
export type KeptSessions = {
  /** The session of a shard; null where there is none to resume. */
  retrieve(shard: number): Promise<SessionInfo | null>;
  /** A session that began, went on, or ended (null). Saved at once where it began or ended, else soon. */
  update(shard: number, session: SessionInfo | null): void;
  /** Saves everything, and keeps it from now on whatever `update` is told. */
  close(): Promise<void>;
};

/** Every event counts; one save in a while is enough. */
const SAVE_EVERY_MS = 2_000;

const sessionSchema = z.object({
  resumeURL: z.url({ protocol: /^wss?$/ }),
  sequence: z.number().int(),
  sessionId: z.string(),
  shardCount: z.number().int(),
  shardId: z.number().int(),
});

const keyOf = (shard: number) => `discord-session:${shard}`;

/** Those of the bot whose facts these are. */
export function createKeptSessions(parts: {
  readonly facts: Facts;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}): KeptSessions {
  const { facts, clock, log } = parts;
  const known = new Map<number, SessionInfo | null>();
  const unsaved = new Set<number>();
  const closing = new AbortController();
  let saving: Promise<void> = Promise.resolve();
  let isWaiting = false;

  async function saveAll(): Promise<void> {
    for (const shard of unsaved) {
      unsaved.delete(shard);
      const session = known.get(shard) ?? null;
      const key = keyOf(shard);
      try {
        const before = await facts.readFact(key);
        await facts.replaceFact(key, before, session === null ? '' : JSON.stringify(session));
      } catch (error) {
        // The next process begins a new session then; nothing else is lost.
        log.warn({ shard, error }, 'session not saved');
      }
    }
  }

  /** One after another, so that an older number never follows a newer one. */
  const save = (): Promise<void> => {
    saving = saving.then(saveAll);
    return saving;
  };

  async function saveSoon(): Promise<void> {
    if (isWaiting) return;
    isWaiting = true;
    await clock.sleepUntil(clock.nowMs() + SAVE_EVERY_MS, closing.signal);
    isWaiting = false;
    if (!closing.signal.aborted) await save();
  }

  return {
    retrieve: async (shard) => {
      const session = known.get(shard);
      if (session !== undefined) return session;
      const read = parse(await facts.readFact(keyOf(shard)));
      known.set(shard, read);
      return read;
    },
    update: (shard, session) => {
      if (closing.signal.aborted) return;
      const before = known.get(shard);
      known.set(shard, session);
      unsaved.add(shard);
      const isNew = session?.sessionId !== before?.sessionId;
      // Both log what goes wrong and reject never.
      void (isNew ? save() : saveSoon());
    },
    close: async () => {
      closing.abort();
      await save();
    },
  };
}

/** Null where nothing is kept, or something that nobody can resume. */
function parse(text: string | null): SessionInfo | null {
  const read = sessionSchema.safeParse(text === null ? null : parseJson(text));
  return read.success ? read.data : null;
}
