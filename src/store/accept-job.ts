/**
 * Accepting a job: the server's limits, a new period's quota, the reservation, the job, and what
 * its server has to be told, inside one transaction. Requests at the same moment see each other's
 * reservations, so that the last credit and the last place under a cap are taken once.
 */
import { actionRow } from '#domain/action.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildSettings } from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Job, JobRequest } from '#domain/job.ts';
import {
  type Asker,
  capsOn,
  checkCap,
  checkRules,
  heldRoles,
  type LimitRejection,
} from '#domain/limits.ts';
import { dayAt, type Period, periodAt } from '#domain/period.ts';
import { type QueuePlace, queueLimitsIn, queuePlace } from '#domain/queue.ts';
import { quotaTerms } from '#domain/quota.ts';
import type { AcceptOutcome, JobDraft } from '#ports/store.ts';
import { mayStartAtOnce } from './claim-due.ts';
import { addNotice } from './guild-table.ts';
import { countForVendors, findJobByInteraction, insertJob } from './job-table.ts';
import { renewedAccount, reserveCredits } from './ledger.ts';
import { lock, type Work } from './statement.ts';
import {
  chargeJob,
  noteThread,
  readUsageInChannel,
  readUsageOfMember,
  readVendorSpent,
} from './usage-table.ts';

/** Servers are told when so much of a period's quota is left, and when none is. */
const THRESHOLD_PERCENTS = [0, 20] as const;

/** The end of every day, as far as any server is concerned. */
const LAST_DAY = '9999-12-31';

type Offer = { readonly request: JobRequest; readonly priceCredits: number };

/** How the database that the job is accepted in is used. */
export type AcceptOptions = {
  readonly monthlyCredits: number;
  readonly nowMs: number;
  /** Whether a job that may start is leased with its acceptance; else a worker has to claim it. */
  readonly mayLease: boolean;
  readonly settings: (guildId: GuildId) => Work<GuildSettings>;
};

/** The job, or the first thing that stands in its way. */
export function* acceptJob(draft: JobDraft, options: AcceptOptions): Work<AcceptOutcome> {
  const { nowMs } = options;
  const { guildId } = draft.origin;
  const known = yield* findJobByInteraction(draft.origin.interactionId);
  if (known !== null) return { kind: 'duplicate', job: known };
  const settings = yield* options.settings(guildId);
  const terms = quotaTerms(settings, options.monthlyCredits);
  const rejected = checkRules(settings, askerOf(draft, draft.request));
  if (rejected !== null) return { kind: 'limited', rejection: rejected };
  // From here on nobody else accepts or ends a job of this server: what is read stays true.
  const account = yield* renewedAccount(guildId, terms, nowMs);
  const place = yield* placeOf(draft, settings);
  if (place.kind === 'full') return { kind: 'queue-full' };
  const period = periodAt(nowMs, terms);
  const offer = affordable(draft, settings, account);
  if (offer === null) {
    const { endsAtMs: renewsAtMs } = period;
    const noticeDue = yield* notify(settings, { ...account, available: 0 }, period);
    return { kind: 'credits-exhausted', account: plain(account), renewsAtMs, ...noticeDue };
  }
  const limited = yield* checkLimits(draft, offer, { settings, period, nowMs });
  if (limited !== null) return { kind: 'limited', rejection: limited };
  const job = newJob(draft, offer, nowMs);
  // The reservation comes first: a trigger refuses a job without one.
  yield* reserveCredits(job);
  const isLeased = options.mayLease && (yield* mayLease(draft, place));
  // Held until its first look is due: whoever answers Discord meanwhile goes on with it at once, and
  // where nobody does, the lease lapses and any worker claims it.
  const leaseUntilMs = isLeased ? draft.dueAtMs : null;
  yield* insertJob(job, { leaseUntilMs, leasedBy: null, woken: 0 });
  const days = { day: dayAt(nowMs, terms.timeZone), vendorDay: dayAt(nowMs, 'UTC') };
  yield* chargeJob(job, days, draft.vendorCost);
  const { channelId, parentChannelId } = draft.origin;
  if (parentChannelId !== undefined && offer.priceCredits > 0) {
    yield* noteThread({ channelId, parentChannelId, lastDay: days.day });
  }
  const left = { ...account, available: account.available - offer.priceCredits };
  const noticeDue = offer.priceCredits === 0 ? {} : yield* notify(settings, left, period);
  const waiting = place.kind === 'waits' ? { queuePosition: place.position } : {};
  const leased = isLeased ? { isLeased } : {};
  return { kind: 'accepted', job, ...waiting, ...noticeDue, ...leased };
}

/** What the archive serves waits for nobody; a server may allow less than the operator does, never more. */
function* placeOf(draft: JobDraft, { limits }: GuildSettings): Work<QueuePlace> {
  const { origin, request, queue } = draft;
  if (queue === undefined || actionRow(request.action).fromArchive) return { kind: 'starts' };
  const unfinished = yield* countForVendors(origin.guildId, origin.userId);
  return queuePlace(unfinished, queueLimitsIn(limits, queue));
}

/** Whether the job may start as soon as it is acknowledged, without a turn in the waiting line. */
function* mayLease({ request, vendor, slots }: JobDraft, place: QueuePlace): Work<boolean> {
  if (place.kind !== 'starts' || slots === undefined) return false;
  if (actionRow(request.action).fromArchive) return true;
  return yield* mayStartAtOnce(vendor, slots);
}

/** The request as asked, or relaxed where the server prefers that to a refusal. */
function affordable(
  { request, priceCredits, relaxed }: JobDraft,
  { limits }: GuildSettings,
  { available }: Account,
): Offer | null {
  if (priceCredits <= available) return { request, priceCredits };
  if (relaxed === undefined || limits.atZero !== 'relax') return null;
  if (limits.speeds.length > 0 && !limits.speeds.includes('relax')) return null;
  return relaxed.priceCredits <= available ? relaxed : null;
}

function* checkLimits(
  draft: JobDraft,
  { request, priceCredits: neededCredits }: Offer,
  at: { readonly settings: GuildSettings; readonly period: Period; readonly nowMs: number },
): Work<LimitRejection | null> {
  const { guildId, userId } = draft.origin;
  const { firstDay: fromDay, endsAtMs: renewsAtMs } = at.period;
  const caps = neededCredits === 0 ? [] : capsOn(at.settings.limits, askerOf(draft, request));
  for (const cap of caps) {
    const usedCredits =
      cap.whose === 'member'
        ? yield* readUsageOfMember(guildId, userId, { fromDay, toDay: LAST_DAY })
        : yield* readUsageInChannel(guildId, cap.channelId, fromDay);
    const limited = checkCap(cap, { usedCredits, neededCredits, renewsAtMs });
    if (limited !== null) return limited;
  }
  const cost = draft.vendorCost;
  if (cost === undefined || cost.ceilingMicros === null) return null;
  const day = dayAt(at.nowMs, 'UTC');
  // The ceiling holds over all servers, and no account keeps those apart.
  yield* lock(`ceiling:${draft.vendor}`);
  const spent = yield* readVendorSpent(draft.vendor, day, cost.unit);
  if (spent + cost.micros <= cost.ceilingMicros) return null;
  return { kind: 'vendor-ceiling', renewsAtMs: Date.parse(day) + 86_400_000 };
}

/** Whether the server has to be told that its credits run low; recorded with what made them so. */
function* notify(
  { limits }: GuildSettings,
  { guildId, available, quota, period }: Account & { readonly quota: number },
  { endsAtMs: renewsAtMs }: Period,
): Work<{ readonly noticeDue?: true }> {
  const channelId = limits.noticeChannelId;
  if (channelId === null) return {};
  const reached = THRESHOLD_PERCENTS.filter((percent) => available * 100 <= quota * percent);
  const [thresholdPercent] = reached;
  if (thresholdPercent === undefined) return {};
  const notice = { guildId, period, thresholdPercent, channelId, available, quota, renewsAtMs };
  return (yield* addNotice(notice)) ? { noticeDue: true } : {};
}

function askerOf({ origin, roleIds = [], version }: JobDraft, request: JobRequest): Asker {
  const { guildId, userId, channelId, parentChannelId } = origin;
  const { action, speed } = request;
  const thread = parentChannelId === undefined ? {} : { parentChannelId };
  const held = heldRoles(guildId, roleIds);
  return { userId, channelId, ...thread, roleIds: held, action, speed, version: version ?? null };
}

function plain({ guildId, available, reserved, spent, period }: Account): Account {
  return { guildId, available, reserved, spent, period };
}

function newJob(draft: JobDraft, offer: Offer, nowMs: number): Job {
  const { parentChannelId: _, ...origin } = draft.origin;
  return {
    id: draft.id,
    parentId: draft.parentId,
    rootId: draft.rootId,
    origin,
    request: offer.request,
    vendor: draft.vendor,
    priceCredits: offer.priceCredits,
    dueAtMs: draft.dueAtMs,
    revision: 0,
    state: 'queued',
    stepIndex: 0,
    attempts: 0,
    progressPercent: null,
    deadlineAtMs: null,
    progressMessageId: null,
    postAttempted: false,
    finalChannelId: null,
    finalMessageId: null,
    result: null,
    failure: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}
