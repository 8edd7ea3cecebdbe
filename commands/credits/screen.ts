/** `/credits`: the server's account, the price of a prompt, and the bookings, for everyone. */
import type { APIEmbed } from 'discord-api-types/v10';
import type {
  CreditsInfo,
  HistoryPage,
  PriceOutcome,
} from '#application/accounts/credit-service.ts';
import { actionText } from '#discord/screens/action-text.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { listedLines } from '#discord/screens/listed.ts';
import { timeText } from '#discord/screens/time-text.ts';
import type { Translator } from '#i18n/translator.ts';
import { historyLineText } from './entry-text.ts';

/** The available credits, usage per member, the renewal date, and the prices of common actions. */
export function creditsEmbed(translator: Translator, info: CreditsInfo): APIEmbed {
  const { say } = translator;
  const { account, expiring, ownCredits, ownCap } = info;
  return embed({
    title: say('credits.title'),
    description: say('credits.account', {
      availableCredits: account.available,
      expiring:
        expiring === null
          ? ''
          : say('credits.expiring', {
              credits: expiring.credits,
              until: timeText(expiring.atMs, 'D'),
            }),
      reservedCredits: account.reserved,
      spentCredits: account.spent,
      monthlyCredits: info.monthlyCredits,
      renewsAt: timeText(info.renewsAtMs, 'R'),
      own:
        ownCap === null
          ? say('credits.own', { ownCredits })
          : say('credits.own-of-cap', { ownCredits, capCredits: ownCap }),
      prices: translator.list(
        info.prices.map((price) => priceText(translator, price)),
        'comma',
      ),
    }),
    color: COLORS.plain,
  });
}

function priceText(
  translator: Translator,
  { action, credits }: CreditsInfo['prices'][number],
): string {
  const words = actionText(translator, action);
  return credits === 0
    ? translator.say('credits.price-free', { action: words })
    : translator.say('credits.price', { action: words, credits });
}

/** The price of a prompt; nothing was booked. */
export function priceEmbed(
  { say, list }: Translator,
  outcome: Extract<PriceOutcome, { readonly kind: 'priced' }>,
  prompt: string,
): APIEmbed {
  const { jobs, credits, speed, requestedSpeed, vendorLabel, others, availableCredits } = outcome;
  const left = availableCredits - credits;
  const prices = list(
    others.map((other) => say('price.other', { credits: other.credits, speed: other.speed })),
    'comma',
  );
  return embed({
    title: say('price.title', { credits }),
    description: [
      ...(jobs === 1 ? [] : [say('price.jobs', { jobs })]),
      ...(requestedSpeed === speed
        ? []
        : [say('price.other-speed', { requested: requestedSpeed, speed })]),
      others.length === 0
        ? say('price.made', { speed, vendorLabel })
        : say('price.made-or-else', { speed, vendorLabel, prices }),
      left >= 0
        ? say('price.enough', { availableCredits, leftCredits: left })
        : say('price.too-few', { availableCredits, missingCredits: -left }),
      say('price.nothing-started'),
    ].join('\n'),
    color: left >= 0 ? COLORS.success : COLORS.warning,
    footer: `/imagine ${prompt}`,
  });
}

/** A page of the history as text, newest first. */
export function historyEmbed(
  translator: Translator,
  { page, lines, hasOlder }: HistoryPage,
): APIEmbed {
  const { say } = translator;
  const empty = page === 1 ? say('history.none') : say('history.no-page');
  return embed({
    title: page === 1 ? say('history.latest') : say('history.page', { page }),
    description: listedLines(
      translator,
      lines.length === 0 ? [empty] : lines.map((line) => historyLineText(translator, line)),
      { tail: hasOlder ? `\n${say('history.older', { page: page + 1 })}` : undefined },
    ),
    color: COLORS.plain,
  });
}
