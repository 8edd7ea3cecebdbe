/**
 * Claims due jobs and runs a limited number at once. It sleeps until the next job is due or until it is woken, and
 * never queries the database otherwise. Two workers on one store are safe: claims are leases and saves compare
 * revisions.
 */

import type { AppContext } from '#application/app-context.ts';
import { actionRow } from '#domain/action.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { callOff, SET_BACK_MS } from '#ports/clock.ts';
import { createLeasedJobs, type LeasedJobs } from './leased-jobs.ts';
import { runJob } from './run-job.ts';
import { LEASE_MS } from './save-job.ts';

/** Concurrent passes; a pass mostly waits for the network, and pictures are composed on other threads. */
const PASSES_MAX = 64;

/**
 * Passes that may call one vendor. One that takes a minute for each answer, or whose links do, would otherwise hold all
 * passes, and no other vendor's job, result or press would move.
 */
const PASSES_OF_VENDOR_MAX = 48;
/** Jobs claimed at once; so many more may be at one vendor. */
const CLAIMED_MAX = 8;

/** The pause after a database error, in ms. */
const DATABASE_PAUSE_MS = 1_000;

/**
 * A job whose pass could not be saved is released after this pause, in ms, so that a job that can never be saved does
 * not keep the worker busy.
 */
const UNSAVED_PAUSE_MS = 5_000;

/** The loop that claims and runs due jobs. Unfinished jobs stay in the store for the next start. */
export type Worker = {
  /**
   * Says that a job is due, or will be at that time; harmless at any time and cheap to call often. Returns whether this
   * worker will look then: not if it never started or is full.
   */
  wake(atMs?: number): boolean;
  readonly leased: LeasedJobs;
  start(): void;
  /** Claims no more jobs; resolves when the running passes are done. */
  stop(): Promise<void>;
};

/** Creates a worker that is not started. */
export function createWorker(context: Omit<AppContext, 'wake' | 'leased'>): Worker {
  /** Each pass with its job, and the vendor it calls; an old pass may end after the next pass of its job began. */
  const passes = new Map<Promise<void>, { readonly id: JobId; readonly calls: string | null }>();
  /** When to release leases without a pass: the answer to a claim was lost, or a pass could not be saved. */
  let unsureFromMs = Number.POSITIVE_INFINITY;
  /** The latest time the clock has shown. */
  let latestMs = 0;
  let sleep = new AbortController();
  let woken = false;
  /** The next look is at this time anyway, so only earlier wakes matter. In a look: the earliest announced time. */
  let restsUntilMs = Number.POSITIVE_INFINITY;
  let started = false;
  let stopped = false;
  let loop: Promise<void> = Promise.resolve();

  const wake = (atMs = 0): boolean => {
    if (!woken && atMs < restsUntilMs) {
      if (atMs > context.clock.nowMs()) restsUntilMs = atMs;
      else woken = true;
      callOff(sleep);
    }
    return started && !stopped && passes.size < PASSES_MAX;
  };
  const perVendor = Object.fromEntries(
    context.vendors.map(({ name, limits }) => [name, limits.concurrency]),
  );
  const busyVendors = (): readonly string[] => {
    if (passes.size < PASSES_OF_VENDOR_MAX) return [];
    const calls = [...passes.values()].map((pass) => pass.calls);
    return context.vendors
      .map(({ name }) => name)
      .filter((name) => calls.filter((called) => called === name).length >= PASSES_OF_VENDOR_MAX);
  };
  const slots = { perVendor, perMember: context.settings.memberQueue.running };
  const leased = createLeasedJobs({
    slots,
    clock: context.clock,
    run: (job) => {
      const isBusy = passes.size >= PASSES_MAX || busyVendors().includes(vendorCalledBy(job) ?? '');
      if (stopped || isBusy) return false;
      run(job);
      return true;
    },
  });
  const own: AppContext = { ...context, wake, leased, receipts: new Map() };

  const run = (claimed: Job) => {
    const job = leased.withMessage(claimed);
    const pass: Promise<void> = runJob(own, job, () => stopped)
      .then((isSaved) => {
        if (isSaved) return leased.saved(job.id);
        leased.unsaved(job);
        unsureFromMs = Math.min(unsureFromMs, context.clock.nowMs() + UNSAVED_PAUSE_MS);
      })
      .finally(() => {
        const isRoomy = passes.size < PASSES_MAX && busyVendors().length === 0;
        const isNotified = context.presence.isNotifiedOfSaves && isRoomy;
        passes.delete(pass);
        if (!isNotified || unsureFromMs < Number.POSITIVE_INFINITY) wake();
      });
    passes.set(pass, { id: job.id, calls: vendorCalledBy(job) });
  };

  /** After the clock was set back, moves the due times of jobs back with it. */
  const followClock = async () => {
    const nowMs = context.clock.nowMs();
    if (nowMs < latestMs - SET_BACK_MS) {
      if (unsureFromMs < Number.POSITIVE_INFINITY) unsureFromMs = 0;
      const jobs = await context.store.followClockBack(nowMs);
      context.log.warn({ jobs, byMs: latestMs - nowMs }, 'clock set back: jobs follow');
    }
    latestMs = nowMs;
  };

  /** Claims and starts jobs; returns whether more may be due. */
  const claim = async (): Promise<boolean> => {
    const limit = Math.min(CLAIMED_MAX, PASSES_MAX - passes.size);
    if (limit <= 0) return false;
    if (context.clock.nowMs() >= unsureFromMs) {
      const held = [...passes.values()].map(({ id }) => id);
      await context.presence.releaseUnknown(new Set([...held, ...leased.ids()]));
      unsureFromMs = Number.POSITIVE_INFINITY;
    }
    const jobs = await context.store.claimDue({
      nowMs: context.clock.nowMs(),
      leaseMs: LEASE_MS,
      limit,
      slots,
      busy: busyVendors(),
    });
    for (const job of jobs) run(job);
    return jobs.length === limit;
  };

  const restUntilDue = async () => {
    const full = passes.size >= PASSES_MAX;
    const nowMs = context.clock.nowMs();
    const next = full ? null : await context.store.nextDueAtMs(nowMs, busyVendors());
    restsUntilMs = Math.min(restsUntilMs, next ?? Number.POSITIVE_INFINITY, unsureFromMs);
    // If the clock was set back in the meantime, that moment is far away.
    while (!woken && context.clock.nowMs() >= latestMs - SET_BACK_MS) {
      sleep = new AbortController();
      await context.clock.sleepUntil(restsUntilMs, sleep.signal);
      // Woken for an earlier time, it sleeps until then.
      if (!sleep.signal.aborted) return;
    }
  };

  const work = async () => {
    while (!stopped) {
      woken = false;
      restsUntilMs = Number.POSITIVE_INFINITY;
      sleep = new AbortController();
      try {
        await followClock();
        if (!(await claim())) await restUntilDue();
      } catch (error) {
        unsureFromMs = 0;
        context.log.error({ error }, 'worker could not reach the database');
        await context.clock.sleepUntil(context.clock.nowMs() + DATABASE_PAUSE_MS, sleep.signal);
      }
    }
    await Promise.all(passes.keys());
  };

  return {
    wake,
    leased,
    start: () => {
      started = true;
      loop = work();
    },
    stop: async () => {
      stopped = true;
      wake();
      await loop;
    },
  };
}

/** The vendor that a pass over the job asks or fetches from; null where it only reads the archive or asks Discord. */
function vendorCalledBy({ state, request, vendor }: Job): string | null {
  const isAtVendor = state === 'queued' || state === 'submitting' || state === 'running';
  return isAtVendor && !actionRow(request.action).fromArchive ? vendor : null;
}
