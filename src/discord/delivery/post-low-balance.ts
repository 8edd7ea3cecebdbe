import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { NoticePost } from '#application/accounts/low-balance-notifier.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { nonceOf } from '#discord/rest/nonce.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { timeText } from '#discord/screens/time-text.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';
import type { LowBalance } from '#ports/credit-store.ts';

const guildSchema = z.object({ preferred_locale: z.string() });

/** Posts low-balance notices, with a nonce that prevents duplicates. */
export function createNoticePoster({ rest }: { readonly rest: DiscordRest }): NoticePost {
  return async (notice) => {
    const { guildId, period, thresholdPercent } = notice;
    const nonce = nonceOf(`${guildId} ${period} ${thresholdPercent}`);
    // There is no interaction: the server's own language is used.
    const guild = await rest.ask({
      method: 'get',
      route: Routes.guild(guildId),
      as: 'bot',
      reads: guildSchema,
    });
    const translator = translatorFor(
      guild.kind === 'ok' ? guild.value.preferred_locale : DEFAULT_LOCALE,
    );
    const reply = await rest.ask({
      method: 'post',
      route: Routes.channelMessages(notice.channelId),
      as: 'bot',
      body: { ...lowBalanceMessage(translator, notice), nonce, enforce_nonce: true },
      reads: z.unknown(),
    });
    if (reply.kind === 'ok') return 'shown';
    return reply.failure.kind === 'retry' ? 'retry' : 'impossible';
  };
}

/** The notice's message. */
export function lowBalanceMessage({ say }: Translator, notice: LowBalance): OutgoingMessage {
  const { thresholdPercent, available: availableCredits, quota, neededCredits } = notice;
  const renewsAt = timeText(notice.renewsAtMs, 'R');
  return thresholdPercent === 0
    ? embedMessage({
        title: say('balance.empty.title'),
        description:
          availableCredits > 0
            ? say('balance.short', { availableCredits, neededCredits, renewsAt })
            : say('balance.empty', { renewsAt }),
        color: COLORS.error,
      })
    : embedMessage({
        title: say('balance.low.title'),
        description: say('balance.low', {
          availableCredits,
          quotaCredits: quota,
          percent: thresholdPercent,
          renewsAt,
        }),
        color: COLORS.warning,
      });
}
