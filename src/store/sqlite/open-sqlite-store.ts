/**
 * The store on one SQLite file: opens or upgrades it and puts the parts together. It relies on
 * `acquireInstanceLock` having kept other processes away, and never holds a transaction open
 * between two calls.
 */

import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { EventEffects, Store } from '#ports/store.ts';
import { acceptJob } from './accept-job.ts';
import { createClaims } from './claim-due.ts';
import { createCreditOperations } from './credit-operations.ts';
import { createFactTable } from './fact-table.ts';
import { createHoldings } from './holdings.ts';
import { createJobTable } from './job-table.ts';
import { createLinkTable } from './link-table.ts';
import { createLists } from './lists.ts';
import { createMemberTable } from './member-table.ts';
import { openDatabase, type SqliteOptions } from './open-database.ts';
import { createBusySlotsReader } from './read-busy-slots.ts';
import { createGaugesReader } from './read-gauges.ts';
import { createRemarkTable } from './remark-table.ts';
import { saveEvent } from './save-event.ts';
import { createWriteQueue } from './write-queue.ts';

/** The fact that readiness writes; its value means nothing. */
const PROBE_KEY = 'writable';

type ClaimedJob = Pick<Job, 'id' | 'revision'>;

type SaveOptions = {
  readonly nowMs: number;
  /** Null where the worker lets go of the job. */
  readonly leaseUntilMs: number | null;
  readonly effects: EventEffects | undefined;
};

/** Opens the store, upgrading an older file after a copy of it was made. */
export function openSqliteStore(options: SqliteOptions): Store {
  const database = openDatabase(options);
  const writes = createWriteQueue(database);
  const jobTable = createJobTable(database);
  const credits = createCreditOperations(database, writes);
  const claims = createClaims(database);
  const holdings = createHoldings(database);
  const lists = createLists(database, jobTable);
  const facts = createFactTable(database);
  const links = createLinkTable(database);
  const members = createMemberTable(database);
  const remarks = createRemarkTable(database, jobTable);
  const busySlots = createBusySlotsReader(database);
  const gauges = createGaugesReader(database);
  const tables = { jobTable, ...credits.tables };

  const save = (claimed: ClaimedJob, event: JobEvent, save: SaveOptions) =>
    writes.run(() => {
      const { step, isShared } = save.effects ?? {};
      if (isShared === true && step !== undefined && lists.isMadeElsewhere(step)) {
        return { kind: 'made-elsewhere' } as const;
      }
      const outcome = saveEvent(tables, claimed, event, save);
      if (outcome.kind === 'saved' && step !== undefined) lists.saveStep(step);
      if (outcome.kind === 'saved' && save.effects?.sendsCopy === true) {
        remarks.addCopy(claimed.id, save.nowMs);
      }
      return outcome;
    });

  return {
    acceptJob: (draft, monthlyCredits, nowMs) =>
      writes.run(() => acceptJob(tables, draft, monthlyCredits, nowMs)),
    claimDue: (claim) => writes.run(() => claims.claimDue(claim).map(jobTable.read)),
    nextDueAtMs: async (nowMs) => claims.nextDueAtMs(nowMs),
    saveEvent: (job, event, nowMs, effects) =>
      save(job, event, { nowMs, leaseUntilMs: null, effects }),
    saveEventAndKeep: (job, event, nowMs, leaseMs, effects) =>
      save(job, event, { nowMs, leaseUntilMs: nowMs + leaseMs, effects }),
    acknowledgeJob: (id, progressMessageId, nowMs) =>
      writes.run(() => holdings.acknowledge(id, progressMessageId, nowMs)),
    wakeJob: (id, nowMs) => writes.run(() => holdings.wake(id, nowMs)),
    releaseLeases: () => writes.run(() => holdings.releaseAll()),
    findJob: async (id) => jobTable.find(id)?.job ?? null,
    findJobByInteraction: async (interactionId) => jobTable.findByInteraction(interactionId),
    stepsOf: async (id) => lists.stepsOf(id),
    keptHandle: async (job, stepIndex) => lists.keptHandle(job, stepIndex),
    pressedOn: async (id) => lists.pressedOn(id),
    childJobs: async (parentId, limit) => lists.children(parentId, limit),
    recentJobs: async (guildId, userId, limit) => lists.recent(guildId, userId, limit),
    withheldJobs: async (guildId, userId, limit) => lists.withheld(guildId, userId, limit),
    unfinishedJobs: async (guildId, userId) => lists.unfinished(guildId, userId),
    ...credits.operations,
    account: credits.account,
    entries: async (guildId, limit) => {
      const newest = await credits.operations.entriesBefore(guildId, null, limit);
      return newest.map(({ number: _, ...entry }) => entry);
    },
    busySlots: async (vendor, max) => busySlots(vendor, max),
    memberSettings: async (userId) => members.settings(userId),
    changeMemberSettings: (userId, changes) => writes.run(() => members.change(userId, changes)),
    customOptions: async (userId) => members.options(userId),
    saveCustomOption: (userId, option, max) =>
      writes.run(() => members.saveOption(userId, option, max)),
    saveRemark: (remark) => writes.run(() => remarks.save(remark)),
    dropRemark: (remark) => writes.run(() => remarks.drop(remark)),
    remarksOn: async (jobId) => remarks.on(jobId),
    favouriteJobs: async (guildId, userId, limit) => remarks.favourites(guildId, userId, limit),
    reportedJobs: async (limit) => remarks.reported(limit),
    copiesToSend: async () => remarks.copies(),
    copyAttempted: (jobId) => writes.run(() => remarks.copyAttempted(jobId)),
    copyOver: (jobId) => writes.run(() => remarks.copyOver(jobId)),
    gauges: async () => gauges(),
    readLink: async (key) => links.read(key),
    addLink: (link, nowMs) => writes.run(() => links.add(link, nowMs)),
    changeLink: (key, value) => writes.run(() => links.change(key, value)),
    readFact: async (key) => facts.read(key),
    saveFact: (key, value) => writes.run(() => facts.save(key, value)),
    isWritable: () =>
      writes
        .run(() => facts.save(PROBE_KEY, ''))
        .then(
          () => true,
          () => false,
        ),
    close: async () => {
      writes.flush();
      database.close();
    },
  };
}
