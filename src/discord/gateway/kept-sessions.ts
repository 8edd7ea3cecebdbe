/**
 * Sessions with Discord that outlive the process: with what is kept here the next one resumes, and Discord sends again
 * what came meanwhile. A number that is some seconds old costs events that come twice, which the bot bears; a session
 * that Discord has forgotten is answered with a new one. A process that lost its shard overwrites nothing of the one
 * that has it now.
 */
import type { SessionInfo } from '@discordjs/ws';
import { z } from 'zod';
import type { Facts } from '#discord/rest/kept-times.ts';
import { parseJson } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Sessions by shard, in memory and in the store. */
export type KeptSessions = {
  /** From now on the shard is this process's: what others saved of it counts. */
  hold(shard: number): void;
  /** Saves the shard's session, and takes nothing of it from now on. */
  letGo(shard: number): Promise<void>;
  /** The session of a shard; null where there is none to resume. */
  retrieve(shard: number): Promise<SessionInfo | null>;
  /** A session that began, went on, or ended (null). Saved at once where it began or ended, else soon. */
  update(shard: number, session: SessionInfo | null): void;
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

/** What this process knows of a shard that it holds. */
type Held = {
  /** Undefined until it was read. */
  session: SessionInfo | null | undefined;
  /** As it is in the store, by the last look; undefined: nobody looked yet. */
  saved: string | null | undefined;
};

/** Those of the bot whose facts these are. */
export function createKeptSessions(parts: {
  readonly facts: Facts;
  /** Whether a shard is certainly this process's, so that whatever else is saved of it is older. */
  readonly isCertain: () => boolean;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}): KeptSessions {
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
    // Without certainty the other one may be right.
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
        // The next process begins a new session then, or is sent more twice; nothing else is lost.
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
    waiting = new AbortController();
    await clock.sleepUntil(clock.nowMs() + SAVE_EVERY_MS, waiting.signal);
    isWaiting = false;
    await save();
  }

  return {
    hold: (shard) => {
      if (!held.has(shard)) held.set(shard, { session: undefined, saved: undefined });
    },
    letGo: async (shard) => {
      const known = held.get(shard);
      if (known === undefined) return;
      // What the library says from here on is about a session that it closes, which is not over.
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
      // It may have begun meanwhile.
      if (known.session === undefined) known.session = parse(text);
      return known.session;
    },
    update: (shard, session) => {
      const known = held.get(shard);
      if (known === undefined) return;
      const isNew = session?.sessionId !== known.session?.sessionId;
      known.session = session;
      unsaved.add(shard);
      // Both log what goes wrong and reject never.
      void (isNew ? save() : saveSoon());
    },
  };
}

/** Null where nothing is kept, or something that nobody can resume. */
function parse(text: string | null): SessionInfo | null {
  const read = sessionSchema.safeParse(text === null ? null : parseJson(text));
  return read.success ? read.data : null;
}
