import { createAuditService } from '#application/accounts/audit-service.ts';
import { createCreditService } from '#application/accounts/create-credit-service.ts';
import { memberInfo } from '#application/accounts/member-info.ts';
import { createMemberService } from '#application/accounts/member-service.ts';
import { createRemarkService } from '#application/accounts/remark-service.ts';
import { createModerationService } from '#application/moderation/moderation-service.ts';
import { acknowledgeJob } from '#application/requests/acknowledge-job.ts';
import { createBatches } from '#application/requests/batches.ts';
import { cancelJob } from '#application/requests/cancel-job.ts';
import { createFixes } from '#application/requests/fixes.ts';
import { createRegionService } from '#application/requests/region-service.ts';
import { modalFor, requestRemix } from '#application/requests/remix.ts';
import { requestEdit } from '#application/requests/request-edit.ts';
import { requestFollowUp } from '#application/requests/request-follow-up.ts';
import { requestFromImages } from '#application/requests/request-from-images.ts';
import { imagineText, requestImagine } from '#application/requests/request-imagine.ts';
import { askImagineAll, requestImagineAll } from '#application/requests/request-imagine-all.ts';
import { requestShorten } from '#application/requests/request-shorten.ts';
import { suggestionsOf } from '#application/requests/suggestions-of.ts';
import { createPrivacyService } from '#application/retention/privacy-service.ts';
import { removeLateProgress } from '#application/run/remove-late-progress.ts';
import { createTurns } from '#application/turns.ts';
import { vendorReports } from '#application/vendors/vendor-reports.ts';
import { jobButtons } from '#application/views/job-buttons.ts';
import { jobOfMessage } from '#application/views/job-of-message.ts';
import { jobTree, recentResults } from '#application/views/job-tree.ts';
import { showJob } from '#application/views/show-job.ts';
import { singleResults } from '#application/views/single-results.ts';
import { ACTION_NAMES } from '#domain/action.ts';
import { priceCredits } from '#domain/price.ts';
import { ArchiveUnavailableError } from '#ports/archive.ts';
import { NotSavedError } from '#ports/store.ts';
import type { AppContext } from './app-context.ts';
import type { Application } from './application.ts';

/** Binds every use case to its ports. */
export function createApplication(context: AppContext): Application {
  const batches = createBatches(context);
  const fixes = createFixes(context, batches);
  const privacy = createPrivacyService(context, [batches, fixes]);
  const audit = createAuditService(context);
  const region = createRegionService(context);
  // One at a time per person: each of these reads pictures or everything that a person made, so many requests of one
  // person delay only their own.
  const inTurn = createTurns();
  return {
    admission: async (guildId, userId) => (await context.admission?.check(guildId, userId)) ?? null,
    refusalOf: (error) =>
      error instanceof NotSavedError || error instanceof ArchiveUnavailableError
        ? { kind: 'not-saved', isNotified: context.settings.operatorIds.length > 0 }
        : null,
    batches,
    fixes,
    members: createMemberService(context),
    audit,
    moderation: createModerationService(context),
    privacy: {
      ...privacy,
      exportOf: (userId, bytesMax) => inTurn(userId, () => privacy.exportOf(userId, bytesMax)),
    },
    renewPageLinks: async (guildId, by) => {
      await audit.note(guildId, { kind: 'links-renewed' }, by);
      return context.links.renewPages(guildId);
    },
    requestImagine: (request) => requestImagine(context, { batches, fixes }, request),
    imagineText: (request) => imagineText(context, fixes, request),
    requestFromImages: (request) => requestFromImages(context, request),
    requestEdit: (request) => requestEdit(context, fixes, request),
    requestShorten: (request) => requestShorten(context, fixes, request),
    suggestionsOf: (request) => suggestionsOf(context, request),
    askImagineAll: (request) => askImagineAll(context, request),
    requestImagineAll: (request) => requestImagineAll(context, request),
    requestFollowUp: (request) => requestFollowUp(context, request),
    modalFor: (press) => modalFor(context, press),
    requestRemix: (request) => requestRemix(context, fixes, request),
    confirmAcknowledged: (id, progressMessageId) => acknowledgeJob(context, id, progressMessageId),
    removeLateProgress: (id) => removeLateProgress(context, id),
    showJob: (request) => inTurn(request.userId, () => showJob(context, request)),
    jobTree: (request) => inTurn(request.userId, () => jobTree(context, request)),
    recentResults: (member) => recentResults(context, member),
    cancelJob: (request) => cancelJob(context, request),
    singleResults: (request) => inTurn(request.userId, () => singleResults(context, request)),
    jobOfMessage: (request) => jobOfMessage(context, request),
    buttonsOf: async (id) => {
      const job = await context.store.findJob(id);
      return job === null ? null : jobButtons(context, job);
    },
    remarks: createRemarkService(context),
    memberInfo: (guildId, userId) => memberInfo(context, guildId, userId),
    actions: () =>
      ACTION_NAMES.filter((name) =>
        context.vendors.some(({ capabilities }) => capabilities.actions[name] !== undefined),
      ),
    credits: createCreditService(context),
    vendorReports: async (userId) =>
      context.settings.operatorIds.includes(userId)
        ? vendorReports(context, { fresh: true })
        : null,
    region: {
      ...region,
      offer: (press) => inTurn(press.origin.userId, () => region.offer(press)),
      submitParts: (press, parts, prompt) =>
        inTurn(press.origin.userId, () => region.submitParts(press, parts, prompt)),
    },
    processes: () => context.presence.list(),
    vendors: () => context.vendors.map(({ name, label }) => ({ name, label })),
    gridCredits: () => priceCredits({ action: 'imagine', speed: 'fast' }, context.settings.prices),
  };
}
