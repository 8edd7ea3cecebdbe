import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Discord's facts about the application; null where Discord gave none. */
export type ApplicationFacts = {
  /** Anybody with the invite link may add it. */
  readonly isPublic: boolean | null;
  /** The approximate number of its servers. */
  readonly servers: number | null;
  /** The key of Discord's signatures: 64 hexadecimal digits. */
  readonly publicKey: string | null;
  /** Where Discord sends interactions instead of the gateway. */
  readonly interactionsUrl: string | null;
};

/** An interaction may wait for the answer, and has three seconds. */
const TIMEOUT_MS = 1_500;
/** The pause after a failed request. */
const PAUSE_MS = 60_000;
const UNKNOWN: ApplicationFacts = {
  isPublic: null,
  servers: null,
  publicKey: null,
  interactionsUrl: null,
};

const applicationSchema = z.object({
  bot_public: z.boolean().nullish(),
  approximate_guild_count: z.number().nullish(),
  verify_key: z.string().nullish(),
  interactions_endpoint_url: z.string().nullish(),
});

/** Reads them once; never rejects because of Discord, and retries later after a failure. */
export function createApplicationFacts(edge: {
  readonly rest: DiscordRest;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'warn'>;
}): () => Promise<ApplicationFacts> {
  let kept: Promise<ApplicationFacts> | null = null;
  let againAtMs = Number.POSITIVE_INFINITY;

  const ask = async (): Promise<ApplicationFacts> => {
    const reply = await edge.rest.ask({
      method: 'get',
      route: Routes.currentApplication(),
      as: 'bot',
      timeoutMs: TIMEOUT_MS,
      reads: applicationSchema,
    });
    if (reply.kind === 'failed') {
      edge.log.warn({ detail: reply.failure.detail }, 'application could not be checked');
      againAtMs = edge.clock.nowMs() + PAUSE_MS;
      return UNKNOWN;
    }
    const { value } = reply;
    return {
      isPublic: value.bot_public ?? null,
      servers: value.approximate_guild_count ?? null,
      publicKey: value.verify_key ?? null,
      interactionsUrl: value.interactions_endpoint_url ?? null,
    };
  };

  return () => {
    if (kept === null || edge.clock.nowMs() >= againAtMs) {
      againAtMs = Number.POSITIVE_INFINITY;
      kept = ask();
    }
    return kept;
  };
}
