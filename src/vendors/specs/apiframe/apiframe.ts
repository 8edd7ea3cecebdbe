/**
 * Apiframe v2 (https://api.apiframe.ai/v2/openapi.json): asynchronous jobs, follow-ups by parent
 * job and index from 1, idempotency keys, signed webhooks. It has no speeds and no reroll of its
 * own; a reroll asks the same thing again.
 */
import * as z from 'zod';
import { ACTION_NAMES } from '#domain/action.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { PARAMETER_NAMES } from '#domain/prompt/flags.ts';
import type { VendorSubmission } from '#ports/vendor.ts';
import { defineVendor, type VendorPrices } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
import { apiframeNotes } from './apiframe-notes.ts';
import { readBalance, readError, readJob, readJobId } from './apiframe-reply.ts';
import { keptSteps, planCall, stepCount } from './apiframe-request.ts';
import { readHandle, readTicket } from './apiframe-ticket.ts';
import { apiframeWebhook } from './apiframe-webhook.ts';

const GRID_CREDITS = 16;
const UPSAMPLE_CREDITS = 4;

const switches = z.object({
  APIFRAME_IMAGE_PROMPTS: onOff(
    false,
    'take image addresses at the head of a prompt. The vendor passes them on but does not document it.',
  ),
  APIFRAME_VIDEO: onOff(
    true,
    'offer Animate. The vendor publishes no price for films; off where that is a worry.',
  ),
  APIFRAME_VIDEO_RESOLUTION: videoResolution,
});

const actions = {
  imagine: {},
  vary: {},
  reroll: {},
  'vary-region': { rewrites: true },
  'zoom-2x': {},
  'zoom-1.5x': {},
  'pan-left': {},
  'pan-right': {},
  'pan-up': {},
  'pan-down': {},
} as const satisfies Capabilities['actions'];

const films = {
  'animate-high': { fromPicture: 'link', rewrites: true },
  'animate-low': { fromPicture: 'link', rewrites: true },
} as const satisfies Capabilities['actions'];

/** Flags go in the prompt, but its films have no loop, no end and no number, and no zoom can be chosen. */
const NOT_HONOURED: readonly ParameterName[] = ['video', 'motion', 'loop', 'end', 'bs', 'zoom'];

const builtOnUpsample = GRID_CREDITS + UPSAMPLE_CREDITS;

const prices: VendorPrices = {
  unit: 'credits',
  perJob: {
    imagine: GRID_CREDITS,
    vary: GRID_CREDITS,
    reroll: GRID_CREDITS,
    'vary-region': builtOnUpsample,
    'zoom-2x': builtOnUpsample,
    'zoom-1.5x': builtOnUpsample,
    'pan-left': builtOnUpsample,
    'pan-right': builtOnUpsample,
    'pan-up': builtOnUpsample,
    'pan-down': builtOnUpsample,
  },
};

const failures: FailureOverrides = {
  submit: {
    // Its own 503 is a queue that could not take the job, and credits are taken with the job.
    503: { outcome: 'refused', kind: 'unavailable' },
    // Checked before credits are taken: a parent that is foreign, unfinished or of the wrong kind.
    parent: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'input-refused' },
  },
};

/** HTTPS is wanted; a vendor on this machine can do without. */
const REACHABLE = /^https:|^http:\/\/127\.0\.0\.1:/;

/** Progress is polled; a delivery for each percent would only make the bot ask more often. */
const webhookFields = ({ webhookUrl }: VendorSubmission) =>
  webhookUrl !== null && REACHABLE.test(webhookUrl)
    ? { webhookUrl, webhookEvents: ['completed', 'failed'] }
    : {};

export default defineVendor({
  name: 'apiframe',
  label: 'Apiframe',
  defaultBaseUrl: 'https://api.apiframe.ai',
  keyNeeded: true,
  switches,
  notes: apiframeNotes,
  specify: ({ apiKey, switches: on }) => ({
    capabilities: {
      actions: on.APIFRAME_VIDEO ? { ...actions, ...films } : actions,
      // It has no choice of speed; whatever it does is what one gets.
      speeds: ['fast'],
      promptCharactersMax: 2000,
      imagePrompts: on.APIFRAME_IMAGE_PROMPTS,
      parameters: PARAMETER_NAMES.filter((name) => !NOT_HONOURED.includes(name)),
    },
    // No numbers are published. A grid takes about 50 s; the vendor's own client asks every 2-5 s.
    limits: {
      concurrency: 20,
      firstCheckMs: 4_000,
      checkEveryMs: 4_000,
      deadlineMs: 15 * 60_000,
    },
    prices,
    idempotent: true,
    authorization: { 'X-API-Key': apiKey },
    failures,
    stepCount,
    keptSteps,
    allowedActions: (handle) =>
      readHandle(handle).again === 'never'
        ? ACTION_NAMES.filter((action) => action !== 'reroll')
        : null,
    submit: (submission) => {
      const call = planCall(submission, on.APIFRAME_VIDEO_RESOLUTION);
      if (call.kind === 'refused') return call;
      return {
        kind: 'request',
        request: {
          method: 'POST',
          path: call.path,
          headers: { 'Idempotency-Key': submission.idempotencyKey },
          json: { ...call.body, ...webhookFields(submission) },
        },
      };
    },
    readSubmit: (reply, submission) => {
      const call = planCall(submission, on.APIFRAME_VIDEO_RESOLUTION);
      const jobId = readJobId(reply);
      if (jobId === null || call.kind === 'refused') return null;
      return { kind: 'accepted', ticket: { jobId, shape: call.shape, again: call.again } };
    },
    check: (ticket) => ({
      kind: 'request',
      request: {
        method: 'GET',
        path: `/v2/jobs/${encodeURIComponent(readTicket(ticket).jobId)}`,
      },
    }),
    readCheck: (reply, ticket) => readJob(reply, readTicket(ticket)),
    readError,
    balance: { request: { method: 'GET', path: '/v2/me' }, read: readBalance },
    webhook: apiframeWebhook(apiKey),
  }),
});
