import type { Discord } from '#playground/discord/discord.ts';

const timeoutMs = 3_000;

/**
 * Tells the application's address of an event, signed, where one is set; the gateway tells of it too. Without a 204
 * it is told once more, as Discord would for minutes.
 */
export const postEvent = async (discord: Discord, type: string, data: object): Promise<void> => {
  const url = discord.endpoints.url('events');
  if (url === null) return;
  const nowMs = discord.clock.nowMs();
  const timestamp = new Date(nowMs).toISOString();
  const application_id = discord.world.applicationId;
  const body = JSON.stringify({
    version: 1,
    application_id,
    type: 1,
    event: { type, timestamp, data },
  });
  for (let attempt = 0; attempt < 2; attempt++) {
    const reply = await fetch(url, {
      method: 'POST',
      headers: discord.signing.headers(body, nowMs),
      body,
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => null);
    if (reply?.status === 204) return;
  }
};
