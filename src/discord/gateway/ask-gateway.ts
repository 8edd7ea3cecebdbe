/** Requests that come before a session. They are retried until Discord answers. */
import { type APIGatewayBotInfo, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { GatewayIdentity } from './gateway-port.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

const applicationSchema = z.object({ id: z.string(), bot: z.object({ id: z.string() }) });

/** Discord documents all of these as always present. */
const limitSchema = z.object({
  total: z.number().default(1_000),
  remaining: z.number(),
  reset_after: z.number(),
  max_concurrency: z.number().int().min(1).default(1),
});
const FREE = { total: 1_000, remaining: 1, reset_after: 0, max_concurrency: 1 };
const informationSchema = z.object({
  url: z.string().default(''),
  shards: z.number().int().min(1).default(1),
  session_start_limit: limitSchema.nullish(),
});

type Edge = {
  readonly rest: DiscordRest;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
};

/**
 * The gateway's address and limits; for a session it also waits until one may begin today.
 * @throws {Error} If the token is refused or the signal aborts.
 */
export async function askGateway(
  { rest, clock, log, signal }: Edge,
  purpose: 'session' | 'facts',
): Promise<APIGatewayBotInfo> {
  for (let pauseMs = FIRST_PAUSE_MS; ; ) {
    const reply = await rest.ask({
      method: 'get',
      route: Routes.gatewayBot(),
      as: 'bot',
      reads: informationSchema,
    });
    if (reply.kind === 'ok') {
      const limit = reply.value.session_start_limit ?? FREE;
      if (limit.remaining > 0 || purpose === 'facts') {
        return { ...reply.value, session_start_limit: limit };
      }
      const resetMs = limit.reset_after;
      log.error({ resetMs }, 'no session starts are left today');
      await clock.sleepUntil(clock.nowMs() + Math.max(resetMs, LONGEST_PAUSE_MS), signal);
    } else {
      const { kind, detail } = reply.failure;
      if (kind !== 'retry' || detail.startsWith('401')) {
        throw new Error(`Discord does not take the bot's token: check DISCORD_TOKEN (${detail})`);
      }
      if (!signal.aborted) {
        log.warn({ detail, pauseMs }, 'Discord cannot be reached yet');
        await clock.sleepUntil(clock.nowMs() + pauseMs, signal);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
    if (signal.aborted) throw new Error('closed while connecting to Discord');
  }
}

/** Reads the bot's identity, which a resumed session does not contain. */
export async function askIdentity({ rest }: Pick<Edge, 'rest'>): Promise<GatewayIdentity> {
  const reply = await rest.ask({
    method: 'get',
    route: Routes.currentApplication(),
    as: 'bot',
    reads: applicationSchema,
  });
  if (reply.kind === 'failed')
    throw new Error(`cannot read the bot's identity: ${reply.failure.detail}`);
  return { applicationId: reply.value.id, botUserId: reply.value.bot.id };
}
