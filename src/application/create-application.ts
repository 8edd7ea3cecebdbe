import { ACTION_NAMES } from '#domain/action.ts';
import { priceCredits } from '#domain/price.ts';
import type { Application } from './application.ts';
import { createBatches } from './batches.ts';
import { cancelJob } from './cancel-job.ts';
import { createCreditDesk } from './create-credit-desk.ts';
import type { Inside } from './inside.ts';
import { jobButtons } from './job-buttons.ts';
import { jobOfMessage } from './job-of-message.ts';
import { jobTree, recentResults } from './job-tree.ts';
import { createMemberDesk } from './member-desk.ts';
import { memberInfo } from './member-info.ts';
import { createRegionDesk } from './region-desk.ts';
import { createRemarkDesk } from './remark-desk.ts';
import { dialogFor, requestRemix } from './remix.ts';
import { requestEdit } from './request-edit.ts';
import { requestFollowUp } from './request-follow-up.ts';
import { requestFromImages } from './request-from-images.ts';
import { requestImagine } from './request-imagine.ts';
import { requestShorten } from './request-shorten.ts';
import { showJob } from './show-job.ts';
import { singleResults } from './single-results.ts';
import { requestImagineAll, textsOf } from './texts-of.ts';
import { vendorReports } from './vendor-reports.ts';

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
