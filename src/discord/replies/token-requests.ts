import type { Interaction } from '#discord/gateway/interaction.ts';
import type { DiscordReply, DiscordRequest, DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Clock } from '#ports/clock.ts';

/** Makes a request with the interaction's token. */
export type AskByToken = <Answer>(
  interaction: Interaction,
  request: Omit<DiscordRequest<Answer>, 'as'>,
) => Promise<DiscordReply<Answer>>;

/** Pauses while Discord processes the response to an HTTP interaction: 1.6 s in all. */
const INLINE_PAUSES_MS = [25, 75, 200, 500, 800] as const;

/**
 * Requests with an interaction's token. Discord does not know at once of an answer in an HTTP response: an early
 * request is refused as if there were no answer, and is therefore retried for a moment.
 */
export function createTokenRequests(edge: {
  readonly rest: DiscordRest;
  readonly clock: Clock;
}): AskByToken {
  const { rest, clock } = edge;
  const pause = (ms: number) => clock.sleepUntil(clock.nowMs() + ms, new AbortController().signal);
  return async (interaction, request) => {
    const ask = () => rest.ask({ ...request, as: 'interaction' });
    let reply = await ask();
    if (interaction.inline === null) return reply;
    for (const ms of INLINE_PAUSES_MS) {
      if (reply.kind === 'ok' || !isTooSoon(reply.failure.kind)) return reply;
      await pause(ms);
      reply = await ask();
    }
    return reply;
  };
}

const isTooSoon = (kind: string): boolean => kind === 'unanswerable' || kind === 'gone';
