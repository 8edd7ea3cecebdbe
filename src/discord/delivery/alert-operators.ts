import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { nonceOf } from '#discord/rest/nonce.ts';
import { userId } from '#domain/ids.ts';
import type { Log } from '#ports/log.ts';
import type { DirectMessenger } from './direct-messenger.ts';

/** Discord's limit (docs.discord.com, Create Message). */
const CONTENT_CHARACTERS = 2_000;

/** Sends every operator the text; whether it reached one of them. */
export async function alertOperators(
  parts: {
    readonly directMessenger: Pick<DirectMessenger, 'sendDirectly'>;
    readonly operatorIds: readonly string[];
    readonly log: Pick<Log, 'warn'>;
  },
  key: string,
  text: string,
): Promise<boolean> {
  let reached = false;
  const message = {
    content: text.slice(0, CONTENT_CHARACTERS),
    allowed_mentions: MENTIONING_NOBODY,
  };
  for (const operator of parts.operatorIds) {
    const nonce = nonceOf(`${key} ${operator}`);
    const reply = await parts.directMessenger.sendDirectly(userId(operator), message, [], nonce);
    if (reply.kind === 'ok') reached = true;
    else
      parts.log.warn({ operator, alert: key, detail: reply.failure.detail }, 'operator not told');
  }
  return reached;
}
