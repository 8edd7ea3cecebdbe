/**
 * The jobs' part of the store. Each operation is one transaction that begins and ends inside the call, so that no open
 * transaction ever crosses this line. Time is always a parameter.
 */

import type { Pressed } from '#domain/button.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildId, JobId, MessageId, RoleId, UserId } from '#domain/ids.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { Json } from '#domain/json.ts';
import type { LimitRejection } from '#domain/limits.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { QueueLimits } from '#domain/queue.ts';

/** A job as a use case drafts it; the store books the reservation with it. */
export type JobDraft = {
  readonly id: JobId;
  readonly parentId: JobId | null;
  readonly rootId: JobId;
  readonly origin: JobOrigin;
  readonly request: JobRequest;
  readonly vendor: string;
  readonly priceCredits: number;
  /** First look of a worker: a little later than now, so that the answer to Discord comes first. */
  readonly dueAtMs: number;
  /** How many jobs the member may have in progress; absent: any number. */
  readonly queue?: QueueLimits;
  /** The member's roles in the server; absent: none, which is what rules are strictest with. */
  readonly roleIds?: readonly RoleId[];
  /** What rules about versions judge; absent: the action runs on no version of its own. */
  readonly version?: Version;
  /** The same at relaxed speed, for servers that prefer that to a refusal at zero. */
  readonly relaxed?: { readonly request: JobRequest; readonly priceCredits: number };
  /** What the vendor is expected to ask for, whole plan included; absent where it names no price. */
  readonly vendorCost?: VendorCost;
  /**
   * Given by whoever goes on with the job as soon as it is acknowledged: where a slot is free and nobody waits for it,
   * the job is leased with its acceptance, until `dueAtMs`. Absent: a worker claims it.
   */
  readonly slots?: Slots;
};

/** Vendor money, in millionths of the vendor's own unit. */
export type VendorCost = {
  readonly unit: string;
  readonly micros: number;
  /** The most that the vendor's UTC day may cost, this job included; null: no ceiling. */
  readonly ceilingMicros: number | null;
};

/** Whether a job was accepted; its credits are reserved in the same transaction. */
export type AcceptOutcome =
  | {
      readonly kind: 'accepted';
      readonly job: Job;
      /** Its place among the member's waiting jobs; absent where it may start. */
      readonly queuePosition?: number;
      /** A low balance has to be told. */
      readonly noticeDue?: true;
      /** The caller holds the job until `dueAtMs`; nobody else claims it before. */
      readonly isLeased?: true;
    }
  /** The member has too many jobs waiting. */
  | { readonly kind: 'queue-full' }
  /** The interaction was delivered before; this is the job it made then. */
  | { readonly kind: 'duplicate'; readonly job: Job }
  | {
      readonly kind: 'credits-exhausted';
      readonly account: Account;
      readonly renewsAtMs: number;
      /** What the same needs in relax, where the server allows that and has that much. */
      readonly relaxedCredits?: number;
      readonly noticeDue?: true;
    }
  | { readonly kind: 'limited'; readonly rejection: LimitRejection };

/** One billable call to a vendor: its intent, and the receipt once there is one. */
export type Step = {
  readonly jobId: JobId;
  readonly index: number;
  readonly idempotencyKey: string;
  /** Null until the vendor accepted. */
  readonly ticket: Json;
  /** What the step made, where another step builds on it; null before. */
  readonly handle: Json;
};

/** What is saved together with an event. */
export type EventEffects = {
  /** Inserted or replaced. */
  readonly step?: Step;
  /**
   * Any follow-up of the same picture may make the step, and one is enough: nothing is saved while
   * another job makes it or when one has made it, however close together two of them ask.
   */
  readonly reusableStep?: boolean;
  /**
   * What a job that is done costs after all, where it delivered only a part: from 0 to what was
   * reserved. Absent: all of it.
   */
  readonly settleCredits?: number;
  /** The person wants the result by direct message too; that it has to be sent is recorded. */
  readonly sendsCopy?: true;
  /** What the vendor is expected to ask for after all: the job moved to it, or found a step made. */
  readonly vendorCost?: Omit<VendorCost, 'ceilingMicros'>;
};

/** Whether a change was saved. Nothing is, where somebody else changed the job first. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly job: Job }
  /** The state does not take the event; nothing changed. */
  | { readonly kind: 'ignored'; readonly job: Job }
  /** The step is reusable, and another job makes it or has made it; nothing changed. */
  | { readonly kind: 'reusable-step-exists' }
  /** Somebody else moved the job: let go of it. */
  | { readonly kind: 'stale' };

/** Limits that decide which queued jobs may start. */
export type Slots = {
  /** Jobs a vendor may have in progress at once, by vendor name. */
  readonly perVendor: { readonly [vendor: string]: number };
  /** Jobs that one member of a server may have at vendors at once; absent: any number. */
  readonly perMember?: number;
};

/** What a worker asks for. */
export type Claim = {
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly limit: number;
  readonly slots: Slots;
};

/**
 * The job as its holder knows it. A progress message that the store does not know yet is saved with the holder's next
 * event.
 */
export type HeldRevision = Pick<Job, 'id' | 'revision'> & {
  readonly progressMessageId?: MessageId | null;
};

/** What moves jobs, and what a mover reads. */
export type JobStore = {
  /**
   * Job, reservation and, where the month is new, the quota's grant: all or nothing. The server's
   * limits are checked in the same transaction. `monthlyCredits` is what servers get that have no
   * quota of their own.
   */
  acceptJob(draft: JobDraft, monthlyCredits: number, nowMs: number): Promise<AcceptOutcome>;
  /** What `acceptJob` would answer now instead of accepting; null where nothing stands in the way. Books nothing. */
  checkJob(
    draft: JobDraft,
    monthlyCredits: number,
    nowMs: number,
  ): Promise<Exclude<AcceptOutcome, { readonly kind: 'accepted' }> | null>;
  /**
   * Claims up to `limit` jobs that are due, fairly: jobs in progress and those the archive serves before
   * queued ones; among queued ones turbo before fast before relax, then whoever (server, then
   * member) has fewest in progress, then the oldest. A claimed job is not claimed again before
   * `nowMs + leaseMs` or its next save, and holds its vendor's slot from the claim on. A vendor
   * without a figure has no limit: what is queued for one that is no longer configured must end.
   */
  claimDue(claim: Claim): Promise<readonly Job[]>;
  /**
   * When a worker should look next; null when nothing waits for time (a wake may still come).
   * Queued jobs that the last claim left for want of a slot are not waited for: a save wakes.
   */
  nextDueAtMs(nowMs: number): Promise<number | null>;
  /** Applies the event to the job as claimed, with its booking; ends the lease. */
  saveEvent(
    job: HeldRevision,
    event: JobEvent,
    nowMs: number,
    effects?: EventEffects,
  ): Promise<SaveOutcome>;
  /** As `saveEvent`, but keeps the lease: the same worker goes on with the job. */
  saveEventAndKeep(
    job: HeldRevision,
    event: JobEvent,
    nowMs: number,
    leaseMs: number,
    effects?: EventEffects,
  ): Promise<SaveOutcome>;
  /**
   * The acknowledgement's message id, whatever the worker did meanwhile; makes the job due unless
   * somebody holds it. The revision stays, so that a worker's next save is not stale for it.
   * Whether a worker has to look for work now: not where the job waits for one of `slots` and all are certainly taken.
   */
  acknowledgeJob(
    id: JobId,
    progressMessageId: MessageId | null,
    nowMs: number,
    slots?: Slots,
  ): Promise<boolean>;
  /** Makes an unfinished job due now; a leased one becomes due when its lease ends. */
  wakeJob(id: JobId, nowMs: number): Promise<void>;
  /** Ends every lease: called once at start, when this process alone owns the data. */
  releaseLeases(nowMs: number): Promise<number>;
  /** Ends the leases of this process but of those jobs: what else it holds, nobody works on. How many there were. */
  releaseLeasesExcept(held: ReadonlySet<JobId>): Promise<number>;
  /** How many jobs are being worked on at this moment, by any worker. */
  countLeases(): Promise<number>;
  /**
   * Where jobs were saved later than now, the clock was set back: what waits is moved by as much, so that nobody waits for
   * the time that was taken away. How many jobs were moved; harmless at any time.
   */
  followClockBack(nowMs: number): Promise<number>;
  findJob(id: JobId): Promise<Job | null>;
  findJobByInteraction(interactionId: string): Promise<Job | null>;
  stepsOf(id: JobId): Promise<readonly Step[]>;
  /**
   * The handle of a finished step that another job paid for on the same picture: a follow-up of the
   * same parent, or of a twin of it (the same cell taken out of the same grid). Null if none.
   */
  reusableStep(job: Pick<Job, 'parentId' | 'vendor' | 'request'>, index: number): Promise<Json>;
  /** Jobs at the vendor or waiting for it, counted to at most `max`. */
  busySlots(vendor: string, max: number): Promise<number>;
};

/** Jobs as people look at them. */
export type JobLists = {
  /** What was pressed on a job's results: its children's actions and cells, each once. */
  pressedOn(id: JobId): Promise<readonly Pressed[]>;
  /** What was made of a job, by action and cell. */
  childJobs(parentId: JobId, limit: number): Promise<readonly Job[]>;
  /** A person's jobs in a server, newest first. */
  recentJobs(guildId: GuildId, userId: UserId, limit: number): Promise<readonly Job[]>;
  /** A person's finished jobs whose result could not be posted, newest first. */
  withheldJobs(guildId: GuildId, userId: UserId, limit: number): Promise<readonly Job[]>;
  unfinishedJobs(guildId: GuildId, userId: UserId): Promise<readonly Job[]>;
};
