/** `/quota` and `/operator`: what a server was told, and what holds there. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { QuotaInfo } from '#application/credit-desk.ts';
import type { Grant, GrantKind } from '#domain/credits.ts';
import type { LimitSettings } from '#domain/guild-settings.ts';
import { amountText, creditsText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { timeText } from './time-text.ts';

/** Caps and grants beyond this are counted, not named. */
const LISTED_MAX = 12;

const GRANT_TEXTS: { readonly [kind in GrantKind]: string } = {
  monthly: 'Monthly',
  gift: 'Gift',
  'top-up': 'Top-up',
  purchase: 'Purchase',
};

/** Everything about a server's credits, for those who manage it. */
export function quotaEmbed(info: QuotaInfo, title = 'Quota of this server'): APIEmbed {
  const { account, settings, grants } = info;
  const { rolloverCredits, anchorDay, timeZone } = settings.quota;
  return embed({
    title,
    description: [
      ...(settings.blocked === null
        ? []
        : [`⛔ **Blocked by the operator**: ${displayPrompt(settings.blocked, 200)}`]),
      `**Available**: ${creditsText(account.available)}, ${amountText(account.reserved)} reserved, ${amountText(account.spent)} spent so far`,
      `**Monthly**: ${creditsText(info.monthlyCredits)} on day ${anchorDay} (${timeZone}), next ${timeText(info.renewsAtMs, 'f')}` +
        (rolloverCredits === 0 ? '' : `; up to ${amountText(rolloverCredits)} roll over`),
      ...grants.slice(0, LISTED_MAX).map(grantLine),
      ...more(grants.length),
      '',
      ...limitLines(settings.limits),
    ].join('\n'),
    color: COLORS.plain,
  });
}

function grantLine(grant: Grant): string {
  const { kind, amount, available, expiresAtMs } = grant;
  const until =
    kind === 'monthly' || expiresAtMs === null ? '' : `, until ${timeText(expiresAtMs, 'D')}`;
  const figures = isUpcoming(grant)
    ? `${amountText(amount)} from ${timeText(grant.effectiveAtMs, 'D')}`
    : `${amountText(available)} of ${amountText(amount)} left`;
  return `- ${GRANT_TEXTS[kind]}: ${figures}${until} (${displayPrompt(grant.reason, 60)})`;
}

/** A grant that is listed and holds nothing has not begun. */
const isUpcoming = ({ available, reserved }: Grant): boolean => available + reserved === 0;

/** What is set, in the order in which it is checked; what is not set is said to be free. */
export function limitLines(limits: LimitSettings): readonly string[] {
  const caps = [
    ...capLines(limits.memberCaps, (id) => `<@${id}>`),
    ...capLines(limits.roleCaps, (id) => `each <@&${id}>`),
    ...capLines(limits.channelCaps, (id) => `all in <#${id}>`),
  ];
  const { memberCap, waitingMax, runningMax, noticeChannelId } = limits;
  return [
    `**Channels**: ${listed(limits.channels, (id) => `<#${id}>`)}`,
    `**Roles**: ${listed(limits.roles, (id) => `<@&${id}>`)}`,
    `**Speeds**: ${listed(limits.speeds, (name) => name)}`,
    `**Versions**: ${listed(limits.versions, (name) => name)}`,
    `**Each member**: ${memberCap === null ? 'no cap' : `${creditsText(memberCap)} a period`}`,
    ...caps.slice(0, LISTED_MAX),
    ...more(caps.length),
    `**Jobs of a member**: ${runningMax ?? 'the usual number'} running, ${waitingMax ?? 'the usual number'} waiting`,
    `**When the credits do not suffice**: ${limits.atZero === 'relax' ? 'relaxed jobs only' : 'refuse'}`,
    `**Low balance**: ${noticeChannelId === null ? 'nobody is told' : `told in <#${noticeChannelId}> at 20 % and 0`}`,
  ];
}

function capLines(
  caps: { readonly [id: string]: number | undefined },
  whose: (id: string) => string,
): readonly string[] {
  return Object.entries(caps).map(
    ([id, cap = 0]) => `- ${whose(id)}: ${creditsText(cap)} a period`,
  );
}

function listed<Item>(items: readonly Item[], text: (item: Item) => string): string {
  return items.length === 0
    ? 'all'
    : items
        .slice(0, LISTED_MAX * 2)
        .map(text)
        .join(', ');
}

const more = (count: number): readonly string[] =>
  count > LISTED_MAX ? [`- and ${count - LISTED_MAX} more`] : [];

/** What was changed, and everything as it is now. */
export function limitsChangedEmbed(limits: LimitSettings, what: string): APIEmbed {
  return embed({
    title: what,
    description: limitLines(limits).join('\n'),
    color: COLORS.success,
  });
}
