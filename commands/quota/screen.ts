/** `/quota` and `/operator`: a server's settings, and confirmations of changes. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { QuotaInfo } from '#application/accounts/credit-service.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { listedNames } from '#discord/screens/listed.ts';
import { permissionNames } from '#discord/screens/permission-keys.ts';
import { reasonText } from '#discord/screens/reason-text.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { timeText } from '#discord/screens/time-text.ts';
import { CREDITS_MAX, type Grant, type GrantKind } from '#domain/credits.ts';
import type { SettingsChange } from '#domain/guild-settings.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';
import { SPEEDS } from '#domain/speed.ts';
import { VERSION_NAMES } from '#domain/version-class.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';
import type { QuotaProblem } from './change.ts';

/** Further entries are counted, not listed, so that everything fits into an embed. */
const GRANTS_MAX = 8;
const CAPS_MAX = 8;
const NAMES_MAX = 20;
const REASON_CHARACTERS_MAX = 60;

const GRANT_KEYS = {
  monthly: 'quota.grant-monthly',
  gift: 'quota.grant-gift',
  'top-up': 'quota.grant-top-up',
  purchase: 'quota.grant-purchase',
} as const satisfies { readonly [kind in GrantKind]: TextKey };

/**
 * All details of a server's credits, for its managers; `title` if it is another server. `noticesLack`: the bot's
 * missing permission in the channel for notices.
 */
export function quotaEmbed(
  translator: Translator,
  info: QuotaInfo,
  {
    title,
    noticesLack = [],
  }: {
    readonly title?: string;
    readonly noticesLack?: readonly NeededPermission[];
  } = {},
): APIEmbed {
  const { say } = translator;
  const { account, settings } = info;
  // The monthly grant has its own line above, and its remainder is part of the first.
  const grants = info.grants.filter(({ kind }) => kind !== 'monthly');
  const { rolloverCredits, anchorDay, timeZone } = settings.quota;
  return embed({
    title: title ?? say('quota.title'),
    description: [
      ...(settings.blocked === null
        ? []
        : [say('quota.blocked', { reason: reasonText(translator, settings.blocked, 200) })]),
      say('quota.available', {
        availableCredits: account.available,
        reservedCredits: account.reserved,
        spentCredits: account.spent,
      }),
      say('quota.monthly', {
        monthlyCredits: info.monthlyCredits,
        anchorDay,
        timeZone,
        renewsAt: timeText(info.renewsAtMs, 'f'),
        rolloverCredits,
      }),
      ...fewLines(
        translator,
        grants.map((grant) => grantLine(translator, grant)),
        GRANTS_MAX,
      ),
      '',
      ...limitLines(translator, info),
      ...(noticesLack.length === 0
        ? []
        : [say('quota.notices-closed', { permissions: permissionNames(translator, noticesLack) })]),
    ].join('\n'),
    color: COLORS.plain,
  });
}

function grantLine(translator: Translator, grant: Grant): string {
  const { say } = translator;
  const { amount, available, effectiveAtMs, expiresAtMs } = grant;
  const kind = say(GRANT_KEYS[grant.kind]);
  const reason = reasonText(translator, grant.reason, REASON_CHARACTERS_MAX);
  const figures = isUpcoming(grant)
    ? say('quota.grant-from', { credits: amount, from: timeText(effectiveAtMs, 'D') })
    : available === amount
      ? say('quota.grant-whole', { credits: amount })
      : say('quota.grant-left', { credits: amount, leftCredits: available });
  if (expiresAtMs === null) {
    return say('quota.grant', { kind, figures, reason });
  }
  const until = timeText(expiresAtMs, 'D');
  return say('quota.grant-until', { kind, figures, until, reason });
}

/** A listed grant without credits has not started yet. */
const isUpcoming = ({ available, reserved }: Grant): boolean => available + reserved === 0;

/** The limits in the order in which they are checked; unset ones are shown as unlimited. */
function limitLines(
  translator: Translator,
  { settings, memberQueue: queue }: QuotaInfo,
): readonly string[] {
  const { say } = translator;
  const { limits } = settings;
  const caps = [
    ...capsOf(limits.memberCaps).map(([id, credits]) =>
      say('quota.cap-member', { member: `<@${id}>`, credits }),
    ),
    ...capsOf(limits.roleCaps).map(([id, credits]) =>
      say('quota.cap-role', { role: `<@&${id}>`, credits }),
    ),
    ...capsOf(limits.channelCaps).map(([id, credits]) =>
      say('quota.cap-channel', { channel: `<#${id}>`, credits }),
    ),
  ];
  const { memberCap, waitingMax, runningMax, noticeChannelId } = limits;
  const listed = (what: string, items: readonly string[]): string =>
    items.length === 0 ? say('quota.all', { what }) : listedNames(translator, items, NAMES_MAX);
  // A server may set a lower limit than the operator, never a higher one.
  const running = Math.min(runningMax ?? queue.running, queue.running);
  const waiting = Math.min(waitingMax ?? queue.waiting, queue.waiting);
  return [
    say('quota.channels', {
      channels: listed(
        'channels',
        limits.channels.map((id) => `<#${id}>`),
      ),
    }),
    say('quota.roles', {
      roles: listed(
        'roles',
        limits.roles.map((id) => `<@&${id}>`),
      ),
    }),
    say('quota.speeds', { speeds: listed('speeds', limits.speeds) }),
    say('quota.versions', { versions: listed('versions', limits.versions) }),
    memberCap === null ? say('quota.no-cap') : say('quota.cap', { credits: memberCap }),
    ...fewLines(translator, caps, CAPS_MAX),
    say('quota.jobs', { running, waiting }),
    // Shown if a limit was set higher, because the effective figures differ from those typed.
    ...((runningMax ?? 0) > queue.running || (waitingMax ?? 0) > queue.waiting
      ? [say('quota.jobs-most', queue)]
      : []),
    say('quota.at-zero', { atZero: limits.atZero }),
    noticeChannelId === null
      ? say('quota.notices-off')
      : say('quota.notices', { channel: `<#${noticeChannelId}>` }),
  ];
}

function capsOf(caps: {
  readonly [id: string]: number | undefined;
}): readonly (readonly [string, number])[] {
  return Object.entries(caps).map(([id, cap = 0]) => [id, cap]);
}

const fewLines = (
  { say }: Translator,
  lines: readonly string[],
  most: number,
): readonly string[] => [
  ...lines.slice(0, most),
  ...(lines.length > most ? [say('quota.more', { count: lines.length - most })] : []),
];

const CHANGED_KEYS = {
  one: 'quota.limit-set',
  some: 'quota.limits-set',
  reset: 'quota.limits-reset',
} as const satisfies { readonly [what: string]: TextKey };

/** The changes, and all current settings. */
export function limitsChangedEmbed(
  translator: Translator,
  info: QuotaInfo,
  what: keyof typeof CHANGED_KEYS,
): APIEmbed {
  return embed({
    title: translator.say(CHANGED_KEYS[what]),
    description: limitLines(translator, info).join('\n'),
    color: COLORS.success,
  });
}

/** Nothing changed; explains how to deny a channel when none was ever allowed. */
export function limitsUnchangedEmbed(
  translator: Translator,
  info: QuotaInfo,
  changes: readonly SettingsChange[],
): APIEmbed {
  const { say } = translator;
  const { channels, roles } = info.settings.limits;
  const isAbout = (kind: SettingsChange['kind']) => changes.some((change) => change.kind === kind);
  const description = [
    say('quota.unchanged'),
    ...(isAbout('channel-allowed') && channels.length === 0
      ? [say('quota.all-allowed', { what: 'channel' })]
      : []),
    ...(isAbout('role-allowed') && roles.length === 0
      ? [say('quota.all-allowed', { what: 'role' })]
      : []),
    '',
    ...limitLines(translator, info),
  ];
  return unchangedEmbed(translator, description.join('\n'));
}

/** The reason that nothing was changed. */
export const quotaProblemEmbed = (translator: Translator, problem: QuotaProblem): APIEmbed =>
  unchangedEmbed(translator, problemText(translator, problem));

function problemText({ say, list }: Translator, problem: QuotaProblem): string {
  switch (problem.kind) {
    case 'nothing-named':
      return say('quota.nothing-named');
    case 'cap-invalid':
      return say('quota.cap-invalid', { most: CREDITS_MAX });
    case 'notices-contradict':
      return say('quota.notices-contradict');
    case 'speed-unknown':
      return say('quota.speed-unknown', { name: problem.name, names: list(SPEEDS, 'comma') });
    case 'version-unknown':
      return say('quota.version-unknown', {
        name: problem.name,
        names: list(VERSION_NAMES, 'comma'),
      });
    default:
      return problem satisfies never;
  }
}
