import type { AppContext } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import type { Vendor } from '#ports/vendor.ts';
import { nextCheckMs } from './next-check.ts';

/** Polls of a vendor that takes many tickets in one request are aligned to multiples of this. */
const BEAT_MS = 500;
/**
 * Joining another job's poll sooner than this share of the advised pause would show little that the last poll did not.
 */
const JOINED_APART_SHARE = 0.2;

/** An accepted job; `stepIndex` is the current step. */
type AcceptedJob = Pick<Job, 'vendor' | 'request' | 'stepIndex'> & {
  readonly acceptedAtMs: number;
};

/** Whether the end of a job is reported by webhook, so that polling is only the backup. */
export function isReported(context: Pick<AppContext, 'settings'>, vendor: Vendor): boolean {
  return context.settings.publicUrl !== null && vendor.webhook !== undefined;
}

/** When to poll the job next. */
export async function scheduleCheck(
  context: AppContext,
  job: AcceptedJob,
  vendor: Vendor,
): Promise<number> {
  const nowMs = context.clock.nowMs();
  const elapsedMs = Math.max(0, nowMs - job.acceptedAtMs);
  const inMs = nextCheckMs({
    elapsedMs,
    usual: await context.durations.of(job),
    limits: vendor.limits,
    isReported: isReported(context, vendor),
  });
  const atMs = job.acceptedAtMs + inMs;
  if (vendor.checksTogether !== true) return atMs;
  const ownMs = Math.round(atMs / BEAT_MS) * BEAT_MS;
  // Before its own first poll a job is hardly ever done, and joining another poll would be useless.
  const mayJoin = elapsedMs >= vendor.limits.firstCheckMs && !isReported(context, vendor);
  const fromMs = nowMs + vendor.limits.checkEveryMs * JOINED_APART_SHARE;
  const joinedMs = mayJoin ? context.polls.within(vendor.name, fromMs, ownMs) : null;
  if (joinedMs === null) context.polls.plan(vendor.name, ownMs, nowMs);
  return joinedMs ?? ownMs;
}

/** Remembers how long the job's current step took, from two polls around its end. */
export async function learnDuration(context: AppContext, job: Job, vendor: Vendor): Promise<void> {
  const { acceptedAtMs: began } = job;
  // The time of acceptance is unknown for jobs accepted before it was stored.
  if (began === null) return;
  const toMs = Math.max(1, context.clock.nowMs() - began);
  // A webhook comes at the end; without one the end was at some time since the last poll.
  const fromMs = isReported(context, vendor) ? toMs : Math.max(0, job.updatedAtMs - began);
  await context.durations.learn(job, { fromMs: Math.min(fromMs, toMs), toMs });
}
