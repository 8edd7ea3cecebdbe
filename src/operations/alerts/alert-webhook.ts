/** Sends an alert to an incoming webhook of Discord or Slack. */
import type { Log } from '#ports/log.ts';

const PATIENCE_MS = 10_000;
/** Discord's message limit. */
const CHARACTERS_MAX = 2_000;

/** Returns whether it was accepted; failures are logged without the URL, which is a secret. */
export async function sendToWebhook(
  url: string,
  text: string,
  log: Pick<Log, 'warn'>,
): Promise<boolean> {
  const words = text.slice(0, CHARACTERS_MAX);
  // Slack's format is the common one; Discord accepts it too, but only under `/slack`.
  const isDiscord = /\/api\/webhooks\//.test(url) && !url.endsWith('/slack');
  const body = isDiscord ? { content: words, allowed_mentions: { parse: [] } } : { text: words };
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    });
    await reply.arrayBuffer();
    if (reply.ok) return true;
    log.warn({ status: reply.status }, 'alert webhook refused');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log.warn({ detail: error.name }, 'alert webhook not reached');
  }
  return false;
}
