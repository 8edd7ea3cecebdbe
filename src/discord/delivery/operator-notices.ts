/** Direct messages to operators about what only they can decide or fix. Each is sent once. */
import { approvalRows } from '#discord/components/press-approval.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { personLabel } from '#discord/screens/person-label.ts';
import { type GuildId, type UserId, userId } from '#domain/ids.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';
import type { Log } from '#ports/log.ts';
import type { DirectMessenger } from './direct-messenger.ts';
import { messageOperators } from './message-operators.ts';
import type { Notices } from './notices.ts';

/** The notices to operators, each sent once. */
export type OperatorNotices = {
  /** A new server is waiting for a decision. */
  serverWaits(guildId: GuildId, askedBy: UserId): void;
  /** A vendor refuses its key. At most once a day per vendor. */
  keyRefused(vendor: { readonly label: string; readonly variable: string }, day: string): void;
  /** Discord sold credits to a person, who cannot have any. */
  soldToPerson(entitlement: string, personId: string | null): void;
};

/** Sends notices to everybody in `OPERATOR_IDS`; failures are logged. */
export function createOperatorNotices(parts: {
  readonly operatorIds: readonly string[];
  readonly directMessenger: Pick<DirectMessenger, 'sendDirectly'>;
  readonly guildNames: Pick<GuildNames, 'read'>;
  readonly notices: Notices;
  readonly log: Pick<Log, 'warn'>;
}): OperatorNotices {
  const begin = (key: string, write: () => Promise<OutgoingMessage>): void =>
    parts.notices.begin(key, async () => {
      if (parts.operatorIds.length > 0) return messageOperators(parts, key, await write());
      parts.log.warn({ notice: key }, 'operators not notified: OPERATOR_IDS is not set');
      return 0;
    });

  // There is no interaction, so the language is unknown.
  const translator = translatorFor(DEFAULT_LOCALE);
  return {
    serverWaits: (guildId, askedBy) =>
      begin(`notice.server-waits.${guildId}`, async () => {
        const name = (await parts.guildNames.read([guildId])).get(guildId) ?? guildId;
        // Strangers choose server names: one must not become a link or a mention.
        return waitingMessage(translator, guildId, displayPrompt(name), askedBy);
      }),
    keyRefused: ({ label, variable }, day) =>
      begin(`notice.key-refused.${variable}.${day}`, async () =>
        embedMessage({
          title: translator.say('notice.key-refused.title', { vendorLabel: label }),
          description: translator.say('notice.key-refused', { vendorLabel: label, variable }),
          color: COLORS.error,
        }),
      ),
    soldToPerson: (entitlement, personId) =>
      begin(`notice.sold-to-person.${entitlement}`, async () =>
        embedMessage({
          title: translator.say('notice.sold-to-person.title'),
          description: translator.say('notice.sold-to-person', {
            entitlement,
            person: personId === null ? '?' : personLabel(userId(personId)),
          }),
          color: COLORS.warning,
        }),
      ),
  };
}

function waitingMessage(
  translator: Translator,
  guildId: GuildId,
  name: string,
  askedBy: UserId,
): OutgoingMessage {
  const notice = {
    title: translator.say('notice.server-waits.title'),
    description: translator.say('notice.server-waits', {
      name,
      server: guildId,
      person: personLabel(askedBy),
    }),
    color: COLORS.warning,
  };
  return embedMessage(notice, approvalRows(translator, guildId));
}
