import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** What Discord says of the application; null where it did not say. */
export type ApplicationFacts = {
  /** Anybody who has the invite link may add it. */
  readonly isPublic: boolean | null;
  /** Servers it is in, about. */
  readonly servers: number | null;
  /** What Discord signs its requests with: 64 hexadecimal digits. */
  readonly publicKey: string | null;
  /** Where Discord sends interactions instead of the gateway. */
  readonly interactionsUrl: string | null;
};

/** An interaction may wait for the answer, and has three seconds. */
const TIMEOUT_MS = 1_500;
/** Without an answer it is not asked again before this. */
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

/** Reads them once; never rejects for an answer of Discord, and asks again where there was none. */
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
