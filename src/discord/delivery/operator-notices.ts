/**
 * Direct messages to those who run the bot, about what only they can decide or mend. Each is sent once: that it was
 * sent is on disk afterwards, so that a crash in between repeats one rather than losing it.
 */

import { approvalRows } from '#discord/components/press-approval.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';
import type { DirectMessenger } from './direct-messenger.ts';
import { messageOperators } from './message-operators.ts';

/** What operators are told by direct message, each thing once. */
export type OperatorNotices = {
  /** A new server is waiting for a decision. */
  serverWaits(guildId: GuildId, askedBy: UserId): void;
  /** A vendor refuses its key. At most once a day for each. */
  keyRefused(vendor: { readonly label: string; readonly variable: string }, day: string): void;
  /** Resolves when everything that was begun has ended. */
  idle(): Promise<void>;
};

/** Notices to everybody in `OPERATOR_IDS`; one that cannot be sent is logged. */
export function createOperatorNotices(parts: {
  readonly operatorIds: readonly string[];
  readonly directMessenger: Pick<DirectMessenger, 'sendDirectly'>;
  readonly guildNames: Pick<GuildNames, 'read'>;
  readonly store: FactStore;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): OperatorNotices {
  const { store, log } = parts;
  const underway = new Map<string, Promise<void>>();

  const send = async (key: string, write: () => Promise<OutgoingMessage>): Promise<void> => {
    if (parts.operatorIds.length === 0) {
      log.warn({ notice: key }, 'operators not notified: OPERATOR_IDS is not set');
      return;
    }
    if ((await store.readFact(key)) !== null) return;
    const sent = await messageOperators(parts, key, await write());
    // Nobody was reached: the next occasion tries again.
    if (sent > 0) await store.saveFact(key, 'told');
    log.info({ notice: key, sent }, 'operators notified');
  };

  const begin = (key: string, write: () => Promise<OutgoingMessage>) => {
    if (underway.has(key)) return;
    const done = send(key, write)
      .catch((error: unknown) => log.error({ notice: key, error }, 'operator notice failed'))
      .finally(() => underway.delete(key));
    underway.set(key, done);
  };

  // Nobody asked for it, so that nobody's language is known.
  const translator = translatorFor('en-US');
  return {
    serverWaits: (guildId, askedBy) =>
      begin(`notice.server-waits.${guildId}`, async () => {
        const name = (await parts.guildNames.read([guildId])).get(guildId) ?? guildId;
        // A stranger chose it: it must not pass for a link or a mention of the bot's own.
        return waitingMessage(translator, guildId, displayPrompt(name), askedBy);
      }),
    keyRefused: ({ label, variable }, day) =>
      begin(`notice.key-refused.${variable}.${day}`, async () => ({
        embeds: [
          embed({
            title: translator.say('notice.key-refused.title', { vendorLabel: label }),
            description: translator.say('notice.key-refused', { vendorLabel: label, variable }),
            color: COLORS.error,
          }),
        ],
        allowed_mentions: MENTIONING_NOBODY,
      })),
    idle: async () => {
      await Promise.all(underway.values());
    },
  };
}

function waitingMessage(
  translator: Translator,
  guildId: GuildId,
  name: string,
  askedBy: UserId,
): OutgoingMessage {
  const shown = embed({
    title: translator.say('notice.server-waits.title'),
    description: translator.say('notice.server-waits', {
      name,
      server: guildId,
      person: `<@${askedBy}>`,
    }),
    color: COLORS.warning,
  });
  return {
    embeds: [shown],
    components: approvalRows(translator, guildId),
    allowed_mentions: MENTIONING_NOBODY,
  };
}
