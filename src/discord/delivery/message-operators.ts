import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { nonceOf } from '#discord/rest/nonce.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { CONTENT_CHARACTERS_MAX } from '#discord/screens/display-prompt.ts';
import { cutText } from '#domain/cut-text.ts';
import { userId } from '#domain/ids.ts';
import type { Log } from '#ports/log.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { DirectMessenger } from './direct-messenger.ts';

/**
 * Sends every operator the message, once per key within the minutes that Discord remembers a nonce. Returns how many it
 * reached; failures are logged.
 */
export async function messageOperators(
  parts: {
    readonly operatorIds: readonly string[];
    readonly directMessenger: Pick<DirectMessenger, 'sendDirectly'>;
    readonly log: Pick<Log, 'warn'>;
  },
  key: string,
  message: OutgoingMessage,
  files: readonly Attachment[] = [],
): Promise<number> {
  let reached = 0;
  for (const operator of parts.operatorIds) {
    const nonce = nonceOf(`${key} ${operator}`);
    const reply = await parts.directMessenger.sendDirectly(userId(operator), message, files, nonce);
    if (reply.kind === 'ok') reached += 1;
    else {
      const { detail } = reply.failure;
      parts.log.warn({ operator, notice: key, detail }, 'operator not notified');
    }
  }
  return reached;
}

/** A plain text message, cut to Discord's limit, that mentions nobody. */
export const plainMessage = (text: string): OutgoingMessage => ({
  content: cutText(text, CONTENT_CHARACTERS_MAX),
  allowed_mentions: MENTIONING_NOBODY,
});
