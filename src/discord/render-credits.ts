/** `/credits`: the server's account, what a prompt would cost, and the bookings, for everyone. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { CreditsInfo, HistoryPage, PriceOutcome } from '#application/credit-desk.ts';
import { SPEED_TAGS } from '#domain/speed.ts';
import { amountText, creditsText } from './credits-text.ts';
import { COLORS, embed } from './embed.ts';
import { actionText, entryLine } from './entry-text.ts';
import { timeText } from './time-text.ts';

/** What is left, who used what of it, when it renews, and what the common actions cost. */
export function creditsEmbed(info: CreditsInfo): APIEmbed {
  const { account, ownCredits, ownCap } = info;
  const own =
    ownCap === null
      ? creditsText(ownCredits)
      : `${amountText(ownCredits)} of ${creditsText(ownCap)}`;
  return embed({
    title: 'Credits of this server',
    description: [
      `**Available**: ${creditsText(account.available)}`,
      `**Reserved**: ${creditsText(account.reserved)} for jobs in hand`,
      `**Spent**: ${creditsText(account.spent)} so far`,
      `**Monthly**: ${creditsText(info.monthlyCredits)}, renewed ${timeText(info.renewsAtMs, 'R')}`,
      `**You** used ${own} since the last renewal`,
      '',
      `**Prices**: ${info.prices.map(priceText).join(', ')}`,
      '-# `/credits price:` tells what a prompt would cost, `/credits history:1` what became of the credits.',
    ].join('\n'),
    color: COLORS.plain,
  });
}

function priceText({ action, credits }: CreditsInfo['prices'][number]): string {
  return `${actionText(action)} ${credits === 0 ? 'free' : amountText(credits)}`;
}

/** What a prompt would cost; nothing was booked. */
export function priceEmbed(
  outcome: Extract<PriceOutcome, { readonly kind: 'priced' }>,
  prompt: string,
): APIEmbed {
  const { credits, speed, others, availableCredits } = outcome;
  const left = availableCredits - credits;
  const elsewise = others.map((each) => `${amountText(each.credits)} ${SPEED_TAGS[each.speed]}`);
  return embed({
    title: `This would cost ${creditsText(credits)}`,
    description: [
      `At ${SPEED_TAGS[speed]} speed, made by ${outcome.vendorLabel}.${elsewise.length === 0 ? '' : ` Otherwise: ${elsewise.join(', ')}.`}`,
      left >= 0
        ? `The server has ${amountText(availableCredits)}, and would have ${amountText(left)} left.`
        : `The server has ${amountText(availableCredits)}: ${amountText(-left)} too few.`,
      'Nothing was started or charged; U1-U4 of the result are free.',
    ].join('\n'),
    color: left >= 0 ? COLORS.success : COLORS.warning,
    footer: `/imagine ${prompt}`,
  });
}

/** A page of bookings in plain words, the newest first. */
export function historyEmbed({ page, entries, hasOlder }: HistoryPage): APIEmbed {
  const lines = entries.length === 0 ? ['Nothing was booked yet.'] : entries.map(entryLine);
  return embed({
    title: page === 1 ? 'Latest bookings' : `Bookings, page ${page}`,
    description: [
      ...lines,
      ...(hasOlder ? ['', `-# Older ones: \`/credits history:${page + 1}\``] : []),
    ].join('\n'),
    color: COLORS.plain,
  });
}
