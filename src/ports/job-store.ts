/**
 * The jobs' part of the store. Each operation is one transaction that begins and ends inside the call, so that no open
 * transaction crosses this interface. Time is always a parameter.
 */

import type { Pressed } from '#domain/button.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildId, JobId, MessageId, RoleId, UserId } from '#domain/ids.ts';
import type { Job, JobRequest } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { Json } from '#domain/json.ts';
import type { LimitRejection } from '#domain/limits.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { QueueLimits } from '#domain/queue.ts';

/** A new job; the store books the reservation with it. */
export type JobDraft = Pick<
  Job,
  'id' | 'parentId' | 'rootId' | 'origin' | 'request' | 'vendor' | 'priceCredits'
> & {
  /** When a worker may first claim it: slightly later than now, so that Discord is answered first. */
  readonly dueAtMs: number;
  /** The limits of the member's unfinished jobs; absent: unlimited. */
  readonly queue?: QueueLimits;
  /** The member's roles in the server; absent: none, which is the strictest case. */
  readonly roleIds?: readonly RoleId[];
  /** The version for rules about versions; absent: the action does not depend on one. */
  readonly version?: Version;
  /** The same job at relax speed, for servers that prefer that to a refusal at zero. */
  readonly relaxed?: {
    readonly request: JobRequest;
    readonly priceCredits: number;
    readonly vendorCost?: VendorCost;
  };
  /** The expected vendor cost of the whole plan; absent if the vendor publishes no price. */
  readonly vendorCost?: VendorCost;
  /**
   * Given if the caller continues with the job once it is acknowledged: if a slot is free and no job waits for it, the
   * job is leased on acceptance, until `dueAtMs`. Absent: a worker claims it.
   */
  readonly slots?: Slots;
};

/** A vendor cost, in millionths of the vendor's own unit. */
export type VendorCost = {
  readonly unit: string;
  readonly micros: number;
  /** The budget for the vendor's UTC day, including this job; null: unlimited. */
  readonly ceilingMicros: number | null;
};

/** Whether a job was accepted; its credits are reserved in the same transaction. */
export type AcceptOutcome =
  | {
      readonly kind: 'accepted';
      readonly job: Job;
      /** Its position among the member's waiting jobs; absent if it may start. */
      readonly queuePosition?: number;
      /** A low-balance notice is due. */
      readonly noticeDue?: true;
      /** The caller holds the lease until `dueAtMs`. */
      readonly isLeased?: true;
    }
  /** The member's queue is full. */
  | { readonly kind: 'queue-full' }
  /** The interaction was delivered before, and created this job. */
  | { readonly kind: 'duplicate'; readonly job: Job }
  | {
      readonly kind: 'credits-exhausted';
      readonly account: Account;
      readonly renewsAtMs: number;
      /** The price in relax, if the server allows it and has enough credits. */
      readonly relaxedCredits?: number;
      readonly noticeDue?: true;
    }
  | { readonly kind: 'limited'; readonly rejection: LimitRejection };

/** One billable call to a vendor: its intent, and the ticket once there is one. */
export type Step = {
  readonly jobId: JobId;
  readonly index: number;
  readonly idempotencyKey: string;
  /** Null until the vendor accepted. */
  readonly ticket: Json;
  /** The handle for later steps; null until the step is done. */
  readonly handle: Json;
};

/** Further changes saved together with an event. */
export type EventEffects = {
  /** Inserted or replaced. */
  readonly step?: Step;
  /**
   * Any follow-up of the same picture may make the step, but only once: nothing is saved while another job makes it or
   * after one has made it, even if two of them race.
   */
  readonly reusableStep?: boolean;
  /** The final price of a job that delivered only a part, from 0 to the reserved amount. Absent: all of it. */
  readonly settleCredits?: number;
  /** Records that the result is also to be sent by direct message. */
  readonly sendsCopy?: true;
  /** The corrected expected cost: the job moved to this vendor, or found a step already made. */
  readonly vendorCost?: Omit<VendorCost, 'ceilingMicros'>;
};

/** Whether a change was saved. Nothing is saved if the job was changed concurrently. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly job: Job }
  /** The state does not accept the event; nothing changed. */
  | { readonly kind: 'ignored'; readonly job: Job }
  /** The step is reusable, and another job makes it or has made it; nothing changed. */
  | { readonly kind: 'reusable-step-exists' }
  /** Another process changed the job: stop working on it. */
  | { readonly kind: 'stale' };

/** Limits that decide which queued jobs may start. */
export type Slots = {
  /** Concurrent jobs per vendor, by vendor name. */
  readonly perVendor: { readonly [vendor: string]: number };
  /** Concurrent jobs at vendors per member of a server; absent: unlimited. */
  readonly perMember?: number;
};

/** A worker's request for jobs. */
export type Claim = {
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly limit: number;
  readonly slots: Slots;
  /** Vendors that get no more calls now: jobs that would call them stay unclaimed. Absent: none. */
  readonly busy?: readonly string[];
};

/** The job as known by its holder. A progress message unknown to the store is saved with the holder's next event. */
export type ClaimedJob = Pick<Job, 'id' | 'revision'> & {
  readonly progressMessageId?: MessageId | null;
};

/** Accepts, claims and updates jobs. */
export type JobStore = {
  /**
   * Saves the job, the reservation and, in a new month, the quota's grant atomically. The server's limits are checked
   * in the same transaction. `monthlyCredits` is the default quota.
   */
  acceptJob(draft: JobDraft, monthlyCredits: number, nowMs: number): Promise<AcceptOutcome>;
  /** The refusal that `acceptJob` would return now; null if it would accept. Books nothing. */
  checkJob(
    draft: JobDraft,
    monthlyCredits: number,
    nowMs: number,
  ): Promise<Exclude<AcceptOutcome, { readonly kind: 'accepted' }> | null>;
  /**
   * Claims up to `limit` due jobs, fairly: running jobs and those served from the archive before queued ones; among
   * queued ones turbo before fast before relax, then the server and member with the fewest jobs in progress, then the
   * oldest. A claimed job is not claimed again before `nowMs + leaseMs` or its next save, and occupies its vendor's
   * slot from the claim on. A vendor without a figure is unlimited, so that jobs queued for a removed vendor can end.
   */
  claimDue(claim: Claim): Promise<readonly Job[]>;
  /**
   * When a worker should next claim; null if no job waits for a time (a wake may still come). Queued jobs left for lack
   * of a slot are ignored: a save wakes the worker.
   */
  nextDueAtMs(nowMs: number, busy?: readonly string[]): Promise<number | null>;
  /** Applies the event to the claimed job, with its booking; ends the lease. */
  saveEvent(
    job: ClaimedJob,
    event: JobEvent,
    nowMs: number,
    effects?: EventEffects,
  ): Promise<SaveOutcome>;
  /** As `saveEvent`, but keeps the lease: the same worker continues with the job. */
  saveEventAndKeep(
    job: ClaimedJob,
    event: JobEvent,
    nowMs: number,
    leaseMs: number,
    effects?: EventEffects,
  ): Promise<SaveOutcome>;
  /**
   * Saves the acknowledgement's message id, even if the worker changed the job meanwhile; makes the job due unless it
   * is leased. The revision stays, so that a worker's next save is not stale. Returns whether a worker should claim
   * now: false if the job waits for one of `slots` and all are certainly taken.
   */
  acknowledgeJob(
    id: JobId,
    progressMessageId: MessageId | null,
    nowMs: number,
    slots?: Slots,
  ): Promise<boolean>;
  /** Makes an unfinished job due now; a leased one becomes due when its lease ends. */
  wakeJob(id: JobId, nowMs: number): Promise<void>;
  /** Ends every lease: called once at start, when this process is the only one. */
  releaseLeases(nowMs: number): Promise<number>;
  /** Ends this process's leases except of these jobs, because nothing works on the others. Returns their number. */
  releaseLeasesExcept(held: ReadonlySet<JobId>): Promise<number>;
  /** The number of leased jobs of all workers. */
  countLeases(): Promise<number>;
  /**
   * If jobs were saved later than now, the clock was set back: due times are shifted by as much, so that no job waits
   * for the lost time. Returns the number of jobs; harmless at any time.
   */
  followClockBack(nowMs: number): Promise<number>;
  findJob(id: JobId): Promise<Job | null>;
  findJobByInteraction(interactionId: string): Promise<Job | null>;
  stepsOf(id: JobId): Promise<readonly Step[]>;
  /**
   * The handle of a finished step that another job paid for on the same picture: a follow-up of the same parent, or of
   * an equal one (the same cell upscaled from the same grid). Null if none.
   */
  reusableStep(job: Pick<Job, 'parentId' | 'vendor' | 'request'>, index: number): Promise<Json>;
  /** The number of jobs at the vendor or waiting for it, counted up to `max`. */
  busySlots(vendor: string, max: number): Promise<number>;
};

/** Lists of jobs for users. */
export type JobLists = {
  /** The buttons pressed on a job's results: its children's actions and cells, each once. */
  pressedOn(id: JobId): Promise<readonly Pressed[]>;
  /** A job's children, with action and cell. */
  childJobs(parentId: JobId, limit: number): Promise<readonly Job[]>;
  /** A person's jobs in a server, newest first. */
  recentJobs(guildId: GuildId, userId: UserId, limit: number): Promise<readonly Job[]>;
  /** A person's finished jobs whose result could not be posted, newest first. */
  withheldJobs(guildId: GuildId, userId: UserId, limit: number): Promise<readonly Job[]>;
  unfinishedJobs(guildId: GuildId, userId: UserId): Promise<readonly Job[]>;
  /** How many of a person's jobs accepted since then were cancelled after a vendor was asked, counted up to `max`. */
  cancelledAtVendor(member: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly sinceMs: number;
    readonly max: number;
  }): Promise<number>;
};
