import { createCreditDesk } from '#application/accounts/create-credit-desk.ts';
import { createMemberDesk } from '#application/accounts/member-desk.ts';
import { memberInfo } from '#application/accounts/member-info.ts';
import { createRemarkDesk } from '#application/accounts/remark-desk.ts';
import { createBatches } from '#application/requests/batches.ts';
import { cancelJob } from '#application/requests/cancel-job.ts';
import { createRegionDesk } from '#application/requests/region-desk.ts';
import { dialogFor, requestRemix } from '#application/requests/remix.ts';
import { requestEdit } from '#application/requests/request-edit.ts';
import { requestFollowUp } from '#application/requests/request-follow-up.ts';
import { requestFromImages } from '#application/requests/request-from-images.ts';
import { requestImagine } from '#application/requests/request-imagine.ts';
import { requestShorten } from '#application/requests/request-shorten.ts';
import { requestImagineAll, textsOf } from '#application/requests/texts-of.ts';
import { vendorReports } from '#application/vendors/vendor-reports.ts';
import { jobButtons } from '#application/views/job-buttons.ts';
import { jobOfMessage } from '#application/views/job-of-message.ts';
import { jobTree, recentResults } from '#application/views/job-tree.ts';
import { showJob } from '#application/views/show-job.ts';
import { singleResults } from '#application/views/single-results.ts';
import { ACTION_NAMES } from '#domain/action.ts';
import { priceCredits } from '#domain/price.ts';
import type { Application } from './application.ts';
import type { Inside } from './inside.ts';

/** Binds every use case to its ports. */
export function createApplication(inside: Inside): Application {
  return {
    batches: createBatches(inside),
    members: createMemberDesk(inside),
    requestImagine: (request) => requestImagine(inside, request),
    requestFromImages: (request) => requestFromImages(inside, request),
    requestEdit: (request) => requestEdit(inside, request),
    requestShorten: (request) => requestShorten(inside, request),
    textsOf: (request) => textsOf(inside, request),
    requestImagineAll: (request) => requestImagineAll(inside, request),
    requestFollowUp: (request) => requestFollowUp(inside, request),
    dialogFor: (press) => dialogFor(inside, press),
    requestRemix: (request) => requestRemix(inside, request),
    confirmAcknowledged: async (id, progressMessageId) => {
      await inside.store.acknowledgeJob(id, progressMessageId, inside.clock.nowMs());
      inside.wake();
    },
    showJob: (request) => showJob(inside, request),
    jobTree: (request) => jobTree(inside, request),
    recentResults: (member) => recentResults(inside, member),
    cancelJob: (request) => cancelJob(inside, request),
    singleResults: (request) => singleResults(inside, request),
    jobOfMessage: (request) => jobOfMessage(inside, request),
    buttonsOf: async (id) => {
      const job = await inside.store.findJob(id);
      return job === null ? null : jobButtons(inside, job);
    },
    remarks: createRemarkDesk(inside),
    memberInfo: (guildId, userId) => memberInfo(inside, guildId, userId),
    actions: () =>
      ACTION_NAMES.filter((name) =>
        inside.vendors.some(({ capabilities }) => capabilities.actions[name] !== undefined),
      ),
    credits: createCreditDesk(inside),
    vendorReports: async (userId) =>
      inside.settings.operatorIds.includes(userId) ? vendorReports(inside, { fresh: true }) : null,
    region: createRegionDesk(inside),
    vendors: () => inside.vendors.map(({ name, label }) => ({ name, label })),
    gridCredits: () => priceCredits({ action: 'imagine', speed: 'fast' }, inside.settings.prices),
  };
}
