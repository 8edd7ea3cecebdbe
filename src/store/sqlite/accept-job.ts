/**
 * Accepting a job: the server's limits, a new period's quota, the reservation, the job, and what
 * its server has to be told, inside one transaction. Requests at the same moment see each other's
 * reservations, so that the last credit and the last place under a cap are taken once.
 */
import { actionRow } from '#domain/action.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildSettings } from '#domain/guild-settings.ts';
import type { Job, JobRequest } from '#domain/job.ts';
import {
  type Asker,
  checkFigures,
  checkRules,
  heldRoles,
  type LimitRejection,
} from '#domain/limits.ts';
import { dayAt, type Period, periodAt } from '#domain/period.ts';
import { type QueuePlace, queueLimitsIn, queuePlace } from '#domain/queue.ts';
import { quotaTerms } from '#domain/quota.ts';
import type { AcceptOutcome, JobDraft } from '#ports/store.ts';
import type { GuildTable } from './guild-table.ts';
import type { JobTable } from './job-table.ts';
import type { Ledger } from './ledger.ts';
import type { UsageTable } from './usage-table.ts';

/** Servers are told when so much of a period's quota is left, and when none is. */
const THRESHOLD_PERCENTS = [0, 20] as const;

/** The end of every day, as far as any server is concerned. */
const LAST_DAY = '9999-12-31';

export type AcceptTables = {
  readonly jobTable: JobTable;
  readonly ledger: Ledger;
  readonly guildTable: GuildTable;
  readonly usageTable: UsageTable;
};

type Offer = { readonly request: JobRequest; readonly priceCredits: number };

/** The job, or the first thing that stands in its way. */
export function acceptJob(
  tables: AcceptTables,
  draft: JobDraft,
  monthlyCredits: number,
  nowMs: number,
): AcceptOutcome {
  const { jobTable, ledger, guildTable, usageTable } = tables;
  const { guildId } = draft.origin;
  const known = jobTable.findByInteraction(draft.origin.interactionId);
  if (known !== null) return { kind: 'duplicate', job: known };
  const settings = guildTable.settings(guildId);
  const terms = quotaTerms(settings, monthlyCredits);
  const rejected = checkRules(settings, askerOf(draft, draft.request));
  if (rejected !== null) return { kind: 'limited', rejection: rejected };
  const place = placeOf(jobTable, draft, settings);
  if (place.kind === 'full') return { kind: 'queue-full' };
  const account = ledger.renew(guildId, terms, nowMs);
  const period = periodAt(nowMs, terms);
  const offer = affordable(draft, settings, account);
  if (offer === null) {
    const { endsAtMs: renewsAtMs } = period;
    const noticeDue = notify(tables, settings, { ...account, available: 0 }, period);
    return { kind: 'credits-exhausted', account: plain(account), renewsAtMs, ...noticeDue };
  }
  const limited = checkLimits(tables, draft, offer, { settings, period, nowMs });
  if (limited !== null) return { kind: 'limited', rejection: limited };
  const job = newJob(draft, offer, nowMs);
  // The reservation comes first: a trigger refuses a job without one.
  ledger.reserve(job);
  jobTable.insert(job);
  const days = { day: dayAt(nowMs, terms.timeZone), vendorDay: dayAt(nowMs, 'UTC') };
  usageTable.charge(job, days, draft.vendorCost);
  const { channelId, parentChannelId } = draft.origin;
  if (parentChannelId !== undefined && offer.priceCredits > 0) {
    usageTable.noteThread({ channelId, parentChannelId, lastDay: days.day });
  }
  const left = { ...account, available: account.available - offer.priceCredits };
  const noticeDue = offer.priceCredits === 0 ? {} : notify(tables, settings, left, period);
  const waiting = place.kind === 'waits' ? { queuePosition: place.position } : {};
  return { kind: 'accepted', job, ...waiting, ...noticeDue };
}

/** What the archive serves waits for nobody; a server may allow less than the operator does, never more. */
function placeOf(jobTable: JobTable, draft: JobDraft, { limits }: GuildSettings): QueuePlace {
  const { origin, request, queue } = draft;
  if (queue === undefined || actionRow(request.action).fromArchive) return { kind: 'starts' };
  const unfinished = jobTable.countForVendors(origin.guildId, origin.userId);
  return queuePlace(unfinished, queueLimitsIn(limits, queue));
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

function checkLimits(
  { usageTable }: AcceptTables,
  draft: JobDraft,
  offer: Offer,
  at: { readonly settings: GuildSettings; readonly period: Period; readonly nowMs: number },
): LimitRejection | null {
  const { guildId, userId } = draft.origin;
  const fromDay = at.period.firstDay;
  const limited = checkFigures(
    at.settings.limits,
    askerOf(draft, offer.request),
    offer.priceCredits,
    {
      usedByMember: () => usageTable.byMember(guildId, userId, { fromDay, toDay: LAST_DAY }),
      usedIn: (channelId) => usageTable.inChannel(guildId, channelId, fromDay),
      renewsAtMs: at.period.endsAtMs,
    },
  );
  if (limited !== null) return limited;
  const cost = draft.vendorCost;
  if (cost === undefined || cost.ceilingMicros === null) return null;
  const day = dayAt(at.nowMs, 'UTC');
  const spent = usageTable.vendorSpentMicros(draft.vendor, day, cost.unit);
  if (spent + cost.micros <= cost.ceilingMicros) return null;
  return { kind: 'vendor-ceiling', renewsAtMs: Date.parse(day) + 86_400_000 };
}

/** Whether the server has to be told that its credits run low; recorded with what made them so. */
function notify(
  { guildTable }: AcceptTables,
  { limits }: GuildSettings,
  { guildId, available, quota, period }: Account & { readonly quota: number },
  { endsAtMs: renewsAtMs }: Period,
): { readonly noticeDue?: true } {
  const channelId = limits.noticeChannelId;
  if (channelId === null) return {};
  const reached = THRESHOLD_PERCENTS.filter((percent) => available * 100 <= quota * percent);
  const [thresholdPercent] = reached;
  if (thresholdPercent === undefined) return {};
  const notice = { guildId, period, thresholdPercent, channelId, available, quota, renewsAtMs };
  return guildTable.notice(notice) ? { noticeDue: true } : {};
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
