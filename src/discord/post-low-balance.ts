import { createHash } from 'node:crypto';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { NoticePost } from '#application/tell-low-balance.ts';
import type { LowBalance } from '#ports/credit-store.ts';
import { MENTIONING_NOBODY } from './allowed-mentions.ts';
import { amountText, creditsText } from './credits-text.ts';
import type { DiscordRest } from './discord-rest.ts';
import { COLORS, embed } from './embed.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { timeText } from './time-text.ts';

/** Discord's limit of a nonce (docs.discord.com, Message). */
const NONCE_CHARACTERS = 25;

/** Posts notices of low balances, with a nonce that keeps a repeated one from standing there twice. */
export function createNoticePoster({ rest }: { readonly rest: DiscordRest }): NoticePost {
  return async (notice) => {
    const { guildId, period, thresholdPercent } = notice;
    const nonce = createHash('sha256')
      .update(`${guildId} ${period} ${thresholdPercent}`)
      .digest('base64url')
      .slice(0, NONCE_CHARACTERS);
    const reply = await rest.ask({
      method: 'post',
      route: Routes.channelMessages(notice.channelId),
      as: 'bot',
      body: { ...lowBalanceMessage(notice), nonce, enforce_nonce: true },
      reads: z.unknown(),
    });
    if (reply.kind === 'ok') return 'shown';
    return reply.failure.kind === 'retry' ? 'retry' : 'impossible';
  };
}

/** What the server reads. */
export function lowBalanceMessage(notice: LowBalance): OutgoingMessage {
  const { thresholdPercent, available, quota, renewsAtMs } = notice;
  const isEmpty = thresholdPercent === 0;
  const left = isEmpty
    ? 'The credits of this server are used up.'
    : `${creditsText(available)} of ${amountText(quota)} are left: less than ${thresholdPercent} %.`;
  return {
    embeds: [
      embed({
        title: isEmpty ? 'Credits exhausted' : 'Credits run low',
        description:
          `${left} They are renewed ${timeText(renewsAtMs, 'R')}; until then U1-U4 stay free, and ` +
          'whoever runs this bot can add some. `/usage` shows what was used for what.',
        color: isEmpty ? COLORS.error : COLORS.warning,
      }),
    ],
    allowed_mentions: MENTIONING_NOBODY,
  };
}
