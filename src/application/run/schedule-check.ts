import type { AppContext } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import type { Vendor } from '#ports/vendor.ts';
import { nextCheckMs } from './next-check.ts';

/** Looks at a vendor that takes many tickets in one request are brought together on these beats. */
const BEAT_MS = 500;
/** Joining sooner than this part of the advised pause would tell little that the last poll did not. */
const JOINED_APART_SHARE = 0.2;

/** A job that its vendor has accepted; the step in it is the one being done. */
type AcceptedJob = Pick<Job, 'vendor' | 'request' | 'stepIndex'> & {
  readonly acceptedAtMs: number;
};

/** Whether the end of a job is reported, so that looking is only the backup. */
export function isReported(context: Pick<AppContext, 'settings'>, vendor: Vendor): boolean {
  return context.settings.publicUrl !== null && vendor.webhook !== undefined;
}

/** When to look at the job next. */
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
  // Before its own first poll a job is hardly done, and joining others' would tell nothing.
  const mayJoin = elapsedMs >= vendor.limits.firstCheckMs && !isReported(context, vendor);
  const fromMs = nowMs + vendor.limits.checkEveryMs * JOINED_APART_SHARE;
  const joinedMs = mayJoin ? context.polls.within(vendor.name, fromMs, ownMs) : null;
  if (joinedMs === null) context.polls.plan(vendor.name, ownMs, nowMs);
  return joinedMs ?? ownMs;
}

/** Remembers how long the job's current step took, from two polls around its end. */
export async function learnDuration(context: AppContext, job: Job, vendor: Vendor): Promise<void> {
  const { acceptedAtMs: began } = job;
  // Accepted before that was kept: how long it took is not known.
  if (began === null) return;
  const toMs = Math.max(1, context.clock.nowMs() - began);
  // A report comes with the end; without one it was at some time since the poll before.
  const fromMs = isReported(context, vendor) ? toMs : Math.max(0, job.updatedAtMs - began);
  await context.durations.learn(job, { fromMs: Math.min(fromMs, toMs), toMs });
}
