/**
 * The checks of a job: the server's limits, its queue, its credits after a new period's quota, caps and the vendor's
 * ceiling. Run in the transaction that accepts the job, and once before anything is fetched for it.
 */
import { actionRow } from '#domain/action.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildSettings } from '#domain/guild-settings.ts';
import type { JobRequest } from '#domain/job.ts';
import {
  type Cap,
  capsOn,
  checkCap,
  checkRules,
  effectiveRoles,
  type LimitRejection,
  type RuleFacts,
} from '#domain/limits.ts';
import { dayAt, type Period, periodAt } from '#domain/period.ts';
import { type QueuePlace, queueLimitsIn, queuePlace } from '#domain/queue.ts';
import { quotaTerms } from '#domain/quota.ts';
import type { AcceptOutcome, JobDraft } from '#ports/job-store.ts';
import type { OpenGrant } from './grant-table.ts';
import { addNotice } from './guild-table.ts';
import { findJob } from './job-table.ts';
import { readMemberState } from './member-state.ts';
import { type AccountRow, accountToChange, renewAccount } from './renew-account.ts';
import { concurrently, lock, type Work } from './statement.ts';
import { readUsageInChannel, readUsageOfMember, readVendorSpent } from './usage-table.ts';

/** Servers are notified at these shares of a period's quota. */
const THRESHOLD_PERCENTS = [0, 20] as const;

/** After every day of the current period. */
const LAST_DAY = '9999-12-31';

/** The request, its price and its vendor cost, to be booked. */
export type Offer = Pick<JobDraft, 'request' | 'priceCredits' | 'vendorCost'>;

/** Options of the checks. */
export type CheckOptions = {
  readonly monthlyCredits: number;
  readonly nowMs: number;
};

/** The job passes; what was read of the server is valid until the end of the transaction. */
type Fit = {
  readonly kind: 'fits';
  readonly settings: GuildSettings;
  readonly account: AccountRow;
  /** The grants to draw from, in order. */
  readonly open: readonly OpenGrant[];
  readonly period: Period;
  readonly timeZone: string;
  readonly place: Exclude<QueuePlace, { readonly kind: 'full' }>;
  readonly offer: Offer;
};

/** The job's place and price, or the first refusal. */
export function* checkJob(
  draft: JobDraft,
  options: CheckOptions,
): Work<Fit | Exclude<AcceptOutcome, { readonly kind: 'accepted' }>> {
  const { nowMs } = options;
  const { guildId } = draft.origin;
  const [row, before] = yield* concurrently(
    // Locks the account: from here on no other transaction accepts or ends a job of this server.
    accountToChange(guildId),
    readMemberState(draft.origin),
  );
  const { knownId, settings } = before;
  const known = knownId === null ? null : yield* findJob(knownId);
  if (known !== null) return { kind: 'duplicate', job: known };
  const terms = quotaTerms(settings, options.monthlyCredits);
  const rejected = checkRules(settings, ruleFactsOf(draft, draft.request));
  if (rejected !== null) return { kind: 'limited', rejection: rejected };
  const account = yield* renewAccount(guildId, terms, nowMs, row);
  // A new account was not locked before, and a renewed one has other grants, so these are read again.
  const { unfinished, open } = account === row ? before : yield* readMemberState(draft.origin);
  const place = placeOf(draft, settings, unfinished);
  if (place.kind === 'full') return { kind: 'queue-full' };
  const period = periodAt(nowMs, terms);
  const offer = affordable(draft, settings, account);
  if (offer === null) {
    const { endsAtMs: renewsAtMs } = period;
    const noticeDue = yield* notify(settings, account, period, draft.priceCredits);
    return {
      kind: 'credits-exhausted',
      account: plain(account),
      renewsAtMs,
      ...noticeDue,
      ...relaxedWithin(draft, draft.request, settings, account.available),
    };
  }
  const limited = yield* checkLimits(draft, offer, { settings, account, period, nowMs });
  if (limited !== null) return { kind: 'limited', rejection: limited };
  return { kind: 'fits', settings, account, open, period, timeZone: terms.timeZone, place, offer };
}

/** A server may allow less than the operator does, never more. The archive has no queue. */
function placeOf(
  { queue, request }: JobDraft,
  { limits }: GuildSettings,
  unfinished: number,
): QueuePlace {
  if (queue === undefined || actionRow(request.action).fromArchive) return { kind: 'starts' };
  return queuePlace(unfinished, queueLimitsIn(limits, queue));
}

/** The request, or its relaxed form if the server prefers that to a refusal. */
function affordable(
  draft: JobDraft,
  { limits }: GuildSettings,
  { available }: Account,
): Offer | null {
  const { priceCredits, relaxed } = draft;
  if (priceCredits <= available) return draft;
  if (relaxed === undefined || limits.atZero !== 'relax' || !allowsRelax(limits)) return null;
  return relaxed.priceCredits <= available ? relaxed : null;
}

const allowsRelax = ({ speeds }: GuildSettings['limits']): boolean =>
  speeds.length === 0 || speeds.includes('relax');

/** The relaxed price of a refused request, if relax mode is allowed and `left` covers it. */
function relaxedWithin(
  { relaxed }: JobDraft,
  { speed }: JobRequest,
  { limits }: GuildSettings,
  left: number,
): { readonly relaxedCredits?: number } {
  if (relaxed === undefined || speed === 'relax' || !allowsRelax(limits)) return {};
  return relaxed.priceCredits <= left ? { relaxedCredits: relaxed.priceCredits } : {};
}

function* checkLimits(
  draft: JobDraft,
  { request, priceCredits: neededCredits, vendorCost: cost }: Offer,
  at: {
    readonly settings: GuildSettings;
    readonly account: Account;
    readonly period: Period;
    readonly nowMs: number;
  },
): Work<LimitRejection | null> {
  const { settings, account, period } = at;
  const { firstDay: fromDay, endsAtMs: renewsAtMs } = period;
  const caps = neededCredits === 0 ? [] : capsOn(settings.limits, ruleFactsOf(draft, request));
  const credits = yield* concurrently(...caps.map((cap) => usedUnder(draft, cap, fromDay)));
  const used = caps.map((cap, place) => ({ cap, usedCredits: credits[place] ?? 0 }));
  for (const { cap, usedCredits } of used) {
    const limited = checkCap(cap, { usedCredits, neededCredits, renewsAtMs });
    if (limited === null) continue;
    const lefts = used.map((each) => each.cap.capCredits - each.usedCredits);
    const left = Math.min(account.available, ...lefts);
    return { ...limited, ...relaxedWithin(draft, request, settings, left) };
  }
  if (cost === undefined || cost.ceilingMicros === null) return null;
  const day = dayAt(at.nowMs, 'UTC');
  // The ceiling counts over all servers, so it needs its own lock.
  yield* lock(`ceiling:${draft.vendor}`);
  const spent = yield* readVendorSpent(draft.vendor, day, cost.unit);
  if (spent + cost.micros <= cost.ceilingMicros) return null;
  return { kind: 'vendor-ceiling', renewsAtMs: Date.parse(day) + 86_400_000 };
}

function usedUnder({ origin }: JobDraft, cap: Cap, fromDay: string): Work<number> {
  const { guildId, userId } = origin;
  return cap.scope === 'member'
    ? readUsageOfMember(guildId, userId, { fromDay, toDay: LAST_DAY })
    : readUsageInChannel(guildId, cap.channelId, fromDay);
}

/** Records a low-balance notice if one is due. */
export function* notify(
  { limits }: GuildSettings,
  { guildId, available, quota, period }: Account & { readonly quota: number },
  { endsAtMs: renewsAtMs }: Period,
  /** The price of a refused request: the balance then counts as empty. */
  neededCredits = 0,
): Work<{ readonly noticeDue?: true }> {
  const channelId = limits.noticeChannelId;
  if (channelId === null) return {};
  const left = neededCredits > 0 ? 0 : available;
  const thresholdPercent = THRESHOLD_PERCENTS.find((percent) => left * 100 <= quota * percent);
  if (thresholdPercent === undefined) return {};
  const credits = { available, quota, renewsAtMs, neededCredits };
  return (yield* addNotice({ guildId, period, thresholdPercent, channelId, ...credits }))
    ? { noticeDue: true }
    : {};
}

function ruleFactsOf({ origin, roleIds = [], version }: JobDraft, request: JobRequest): RuleFacts {
  const { guildId, userId, channelId, parentChannelId } = origin;
  const { action, speed } = request;
  const thread = parentChannelId === undefined ? {} : { parentChannelId };
  const held = effectiveRoles(guildId, roleIds);
  return { userId, channelId, ...thread, roleIds: held, action, speed, version: version ?? null };
}

function plain({ guildId, available, reserved, spent, period }: Account): Account {
  return { guildId, available, reserved, spent, period };
}
