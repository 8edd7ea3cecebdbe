import type { Clock } from '#ports/clock.ts';
import type { DiscordReply } from './discord-rest.ts';

/** Pauses while Discord processes the response to an HTTP interaction: 1.6 s in all. */
const PAUSES_MS = [25, 75, 200, 500, 800] as const;

/**
 * Makes a request with the token of an interaction that was answered in an HTTP response. Discord does not know of such
 * an answer at once: an early request is refused as if there were none, and is therefore retried for a moment.
 */
export async function askUntilKnown<Answer>(
  clock: Clock,
  ask: () => Promise<DiscordReply<Answer>>,
): Promise<DiscordReply<Answer>> {
  let reply = await ask();
  for (const ms of PAUSES_MS) {
    if (reply.kind === 'ok' || !isTooSoon(reply.failure.kind)) return reply;
    await clock.sleepUntil(clock.nowMs() + ms, new AbortController().signal);
    reply = await ask();
  }
  return reply;
}

const isTooSoon = (kind: string): boolean => kind === 'unanswerable' || kind === 'gone';
