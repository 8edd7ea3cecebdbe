/** The store over any engine: every operation is one unit of work, and no transaction spans two calls. */
import type { JobEvent } from '#domain/job-event.ts';
import { quotaTerms } from '#domain/quota.ts';
import type { CreditStore, NoticeStore } from '#ports/credit-store.ts';
import type { ClaimedJob } from '#ports/job-store.ts';
import type { GuildStore } from '#ports/member-store.ts';
import type { Store } from '#ports/store.ts';
import type { UsageStore } from '#ports/usage-store.ts';
import { acceptJob, sharingOf } from './accept-job.ts';
import { findDecision, readDecisions, recordAct } from './act-table.ts';
import { checkJob } from './check-job.ts';
import { claimDue, nextDueAtMs } from './claim-due.ts';
import type { Engine } from './engine.ts';
import { changeFact, readFact, replaceFact, saveFact } from './fact-table.ts';
import { followClockBack } from './follow-clock.ts';
import {
  changeGuildSettings,
  markNoticeShown,
  readNoticesToShow,
  readSettingsOf,
} from './guild-table.ts';
import { findJob, findJobByInteraction, readJobs } from './job-table.ts';
import {
  acknowledgeJob,
  countLeases,
  releaseAllLeases,
  releaseLeasesExcept,
  wakeJob,
} from './leases.ts';
import {
  adjustCredits,
  endSale,
  grantCredits,
  readAccountsAfter,
  readCurrentAccount,
  readOpenGrants,
  renewedAccount,
} from './ledger.ts';
import { addLink, changeLink, readLink } from './link-table.ts';
import {
  countCancelled,
  readChildren,
  readPressed,
  readRecent,
  readReusableStep,
  readSteps,
  readUnfinished,
  readWithheld,
} from './lists.ts';
import { changeMemberSettings, readCustomOptions, saveCustomOption } from './member-table.ts';
import { readCharges } from './read-charges.ts';
import { readGauges } from './read-gauges.ts';
import { readEntriesBefore } from './read-history.ts';
import {
  countReports,
  dropRemark,
  endCopy,
  markCopyAttempted,
  readCopies,
  readFavourites,
  readRemarks,
  readRemarksBy,
  readReported,
  saveRemark,
} from './remark-table.ts';
import { retentionOperations } from './retention-operations.ts';
import { type SaveOptions, saveEvent } from './save-event.ts';
import { createSettingsReaders } from './settings-cache.ts';
import type { Work } from './statement.ts';
import {
  readUsageByDay,
  readUsageByMember,
  readUsageOfMember,
  readUsageRows,
  readVendorSpent,
} from './usage-table.ts';
import { countBusySlots } from './vendor-slots.ts';

/** The fact that the readiness check writes; its value is meaningless. */
const PROBE_KEY = 'writable';

/** Due at once, or a slot became free. */
const NOW = 0;

type Settings = ReturnType<typeof createSettingsReaders>;

/** The store over a database engine. */
export function createStore(engine: Engine): Store {
  const { read, write, worker, announce } = engine;
  const settings = createSettingsReaders(worker === null);
  let lastClaimAtMs = Number.POSITIVE_INFINITY;

  const save = async (job: ClaimedJob, event: JobEvent, options: SaveOptions) => {
    const outcome = await write(() => saveEvent(job, event, options));
    if (options.leaseUntilMs !== null || outcome.kind !== 'saved') return outcome;
    const { state, dueAtMs } = outcome.job;
    const holdsSlot = state === 'submitting' || state === 'running';
    announce(holdsSlot && dueAtMs !== null ? dueAtMs : NOW);
    return outcome;
  };
  const announced = async <Answer>(work: () => Work<Answer>): Promise<Answer> => {
    const answer = await write(work);
    announce(NOW);
    return answer;
  };

  return {
    ...creditOperations(engine, settings),
    ...retentionOperations(engine, settings),
    acceptJob: async (draft, monthlyCredits, nowMs) => {
      const mayLease = worker === null;
      const outcome = await write(
        () => acceptJob(draft, { monthlyCredits, nowMs, mayLease }),
        sharingOf(draft),
      );
      if (outcome.kind === 'accepted' && outcome.isLeased !== true) announce(draft.dueAtMs);
      return outcome;
    },
    checkJob: (draft, monthlyCredits, nowMs) =>
      write(function* () {
        const verdict = yield* checkJob(draft, { monthlyCredits, nowMs });
        return verdict.kind === 'fits' ? null : verdict;
      }),
    claimDue: (claim) => {
      lastClaimAtMs = claim.nowMs;
      return write(function* () {
        return yield* readJobs(yield* claimDue(claim, worker));
      });
    },
    nextDueAtMs: (nowMs, busy = []) => read(() => nextDueAtMs(nowMs, lastClaimAtMs, busy)),
    saveEvent: (job, event, nowMs, effects) =>
      save(job, event, { nowMs, leaseUntilMs: null, worker, effects }),
    saveEventAndKeep: (job, event, nowMs, leaseMs, effects) =>
      save(job, event, { nowMs, leaseUntilMs: nowMs + leaseMs, worker, effects }),
    acknowledgeJob: (id, progressMessageId, nowMs, slots) =>
      announced(() => acknowledgeJob(id, progressMessageId, { nowMs, slots, worker })),
    wakeJob: (id, nowMs) => announced(() => wakeJob(id, nowMs)),
    releaseLeases: () => write(releaseAllLeases),
    releaseLeasesExcept: (held) => write(() => releaseLeasesExcept(worker, held)),
    countLeases: () =>
      read(function* () {
        const counts = yield* countLeases();
        return counts.reduce((sum, { jobs }) => sum + jobs, 0);
      }),
    followClockBack: (nowMs) => write(() => followClockBack(nowMs)),
    findJob: (id) => read(() => findJob(id)),
    findJobByInteraction: (interactionId) => read(() => findJobByInteraction(interactionId)),
    stepsOf: (id) => read(() => readSteps(id)),
    reusableStep: (job, stepIndex) => read(() => readReusableStep(job, stepIndex)),
    pressedOn: (id) => read(() => readPressed(id)),
    childJobs: (parentId, limit) => read(() => readChildren(parentId, limit)),
    recentJobs: (guildId, userId, limit) => read(() => readRecent({ guildId, userId }, limit)),
    withheldJobs: (guildId, userId, limit) => read(() => readWithheld({ guildId, userId }, limit)),
    unfinishedJobs: (guildId, userId) => read(() => readUnfinished({ guildId, userId })),
    cancelledAtVendor: ({ sinceMs, max, ...member }) =>
      read(() => countCancelled(member, sinceMs, max)),
    busySlots: (vendor, max) => read(() => countBusySlots(vendor, max)),
    gauges: () => read(readGauges),
    memberSettings: (userId) => read(() => settings.ofMember(userId)),
    changeMemberSettings: async (userId, changes) => {
      try {
        return await write(() => changeMemberSettings(userId, changes));
      } finally {
        settings.dropMember(userId);
      }
    },
    customOptions: (userId) => read(() => readCustomOptions(userId)),
    saveCustomOption: (userId, option, max) => write(() => saveCustomOption(userId, option, max)),
    recordDecision: (guildId, decision, act) => write(() => recordAct(guildId, decision, act)),
    findDecision: (key) => read(() => findDecision(key)),
    decisions: (which, limit) => read(() => readDecisions(which, limit)),
    saveRemark: (remark) => write(() => saveRemark(remark)),
    dropRemark: (remark) => write(() => dropRemark(remark)),
    remarksOn: (jobId) => read(() => readRemarks(jobId)),
    remarksBy: (userId, limit) => read(() => readRemarksBy(userId, limit)),
    favouriteJobs: (guildId, userId, limit) => read(() => readFavourites(guildId, userId, limit)),
    reportsBy: (userId, sinceMs) => read(() => countReports(userId, sinceMs)),
    reportedJobs: (limit) => read(() => readReported(limit)),
    copiesToSend: () => read(readCopies),
    copyAttempted: (jobId) => write(() => markCopyAttempted(jobId)),
    endCopy: (jobId) => write(() => endCopy(jobId)),
    readLink: (key) => read(() => readLink(key)),
    addLink: (link, nowMs) => write(() => addLink(link, nowMs)),
    changeLink: (key, value) => write(() => changeLink(key, value)),
    readFact: (key) => read(() => readFact(key)),
    saveFact: (key, value) => write(() => saveFact(key, value)),
    replaceFact: (key, before, value) => write(() => replaceFact(key, before, value)),
    isWritable: () =>
      write(() => changeFact(PROBE_KEY)).then(
        () => true,
        () => false,
      ),
    close: () => engine.close(),
  };
}

function creditOperations(
  { read, write }: Engine,
  settings: Settings,
): CreditStore & NoticeStore & UsageStore & GuildStore {
  function* termsOf(guildId: Parameters<typeof settings.ofGuild>[0], monthlyCredits: number) {
    return quotaTerms(yield* settings.ofGuild(guildId), monthlyCredits);
  }

  return {
    account: async (guildId, monthlyCredits, nowMs) => {
      const current = await read(function* () {
        return yield* readCurrentAccount(guildId, yield* termsOf(guildId, monthlyCredits), nowMs);
      });
      if (current !== null) return current;
      return write(function* () {
        return yield* renewedAccount(guildId, yield* termsOf(guildId, monthlyCredits), nowMs);
      });
    },
    grantCredits: (draft, monthlyCredits, nowMs) =>
      write(function* () {
        return yield* grantCredits(draft, yield* termsOf(draft.guildId, monthlyCredits), nowMs);
      }),
    adjustCredits: (draft, monthlyCredits, nowMs) =>
      write(function* () {
        return yield* adjustCredits(draft, yield* termsOf(draft.guildId, monthlyCredits), nowMs);
      }),
    endSale: (sale, end) => write(() => endSale(sale, end)),
    openGrants: (guildId) => read(() => readOpenGrants(guildId)),
    entriesBefore: (guildId, before, limit, which) =>
      read(() => readEntriesBefore(guildId, before, limit, which)),
    guildSettings: (guildId) => read(() => settings.ofGuild(guildId)),
    settingsOf: (page) => read(() => readSettingsOf(page)),
    changeSettings: async (guildId, change, act) => {
      try {
        return await write(() => changeGuildSettings(guildId, change, act));
      } finally {
        settings.dropGuild(guildId);
      }
    },
    usageByDay: (guildId, range) => read(() => readUsageByDay(guildId, range)),
    usageByMember: (guildId, range, limit) => read(() => readUsageByMember(guildId, range, limit)),
    usageRows: (guildId, range, limit) => read(() => readUsageRows(guildId, range, limit)),
    usageOfMember: (guildId, userId, range) =>
      read(() => readUsageOfMember(guildId, userId, range)),
    accountsAfter: (guildId, limit) => read(() => readAccountsAfter(guildId, limit)),
    vendorSpentMicros: (vendor, day, unit) => read(() => readVendorSpent(vendor, day, unit)),
    charges: (accepted, limit) => read(() => readCharges(accepted, limit)),
    noticesToShow: () => read(readNoticesToShow),
    noticeShown: (notice) => write(() => markNoticeShown(notice)),
  };
}
