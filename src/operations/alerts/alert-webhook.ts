/** Sends an alert to a web address, in the form that Discord's and Slack's incoming webhooks take. */
import type { Log } from '#ports/log.ts';

const PATIENCE_MS = 10_000;
/** Discord's limit of a message. */
const CHARACTERS_MAX = 2_000;

/** Whether it was taken; what went wrong is logged without the address, which is a secret. */
export async function sendToWebhook(
  url: string,
  text: string,
  log: Pick<Log, 'warn'>,
): Promise<boolean> {
  const words = text.slice(0, CHARACTERS_MAX);
  // Slack's form is the one that others imitate; Discord takes it too, below `/slack`, but not here.
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
