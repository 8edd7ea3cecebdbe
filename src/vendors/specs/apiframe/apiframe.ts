/**
 * Apiframe v2 (https://api.apiframe.ai/v2/openapi.json): asynchronous jobs, follow-ups by parent job and index from 1,
 * idempotency keys, signed webhooks. It has no speeds and no reroll of its own; a reroll repeats the request.
 */

import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import { ACTION_NAMES } from '#domain/action.ts';
import type { ActionSupport, Capabilities } from '#domain/capabilities.ts';
import type { Json } from '#domain/json.ts';
import { parametersExcept } from '#domain/prompt/flags.ts';
import type { VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, getting, posting, type VendorPrices } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { type VideoResolution, videoResolution } from '#vendors/video-resolution.ts';
import { isAcceptedUrl, isSignature, verifyBody } from '#vendors/webhooks.ts';
import { readBalance, readError, readJob, readJobId } from './apiframe-reply.ts';
import { planCall, readHandle, readTicket, reusableSteps, stepCount } from './apiframe-request.ts';

const GRID_CREDITS = 16;
const UPSAMPLE_CREDITS = 4;

const switches = z.object({
  APIFRAME_IMAGE_PROMPTS: onOff(
    false,
    'accept image links at the start of a prompt. The vendor passes them on but does not document it.',
  ),
  APIFRAME_VIDEO: onOff(
    true,
    'offer Animate. The vendor publishes no price for videos; turn it off if that is a concern.',
  ),
  APIFRAME_VIDEO_RESOLUTION: videoResolution,
});

/** Flags go in the prompt, but its videos have no loop, no end and no number, and the zoom factor is fixed. */
const PARAMETERS = parametersExcept(['video', 'motion', 'loop', 'end', 'bs', 'zoom']);

const actions = {
  imagine: {},
  vary: {},
  reroll: {},
  // It keeps its picture's ratio.
  'vary-region': {
    rewrites: true,
    parameters: PARAMETERS.filter((name) => name !== 'ar'),
  },
  'zoom-2x': {},
  'zoom-1.5x': {},
  'pan-left': {},
  'pan-right': {},
  'pan-up': {},
  'pan-down': {},
} as const satisfies Capabilities['actions'];

/** Its video prompts may be twice as long as its picture prompts. */
const video = {
  fromPicture: 'link',
  rewrites: true,
  parameters: [],
  promptCharactersMax: 4000,
} as const satisfies ActionSupport;

const videos = {
  'animate-high': video,
  'animate-low': video,
} as const satisfies Capabilities['actions'];

const prices: VendorPrices = {
  unit: 'credits',
  reusableStep: UPSAMPLE_CREDITS,
  perJob: {
    imagine: GRID_CREDITS,
    vary: GRID_CREDITS,
    reroll: GRID_CREDITS,
    'vary-region': GRID_CREDITS,
    'zoom-2x': GRID_CREDITS,
    'zoom-1.5x': GRID_CREDITS,
    'pan-left': GRID_CREDITS,
    'pan-right': GRID_CREDITS,
    'pan-up': GRID_CREDITS,
    'pan-down': GRID_CREDITS,
  },
};

const failures: FailureOverrides = {
  submit: {
    // Its own 503 means that its queue could not accept the job; credits are charged on acceptance.
    503: { outcome: 'refused', kind: 'unavailable' },
    // The key was used with another body: an earlier attempt was accepted, before an address in it changed.
    409: { outcome: 'lost', kind: 'lost' },
    // Checked before credits are charged: the parent is unknown, unfinished or of the wrong kind.
    parent: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'input-refused' },
  },
};

/** Progress is polled; a delivery for each percent would only cause more polling. */
const webhookFields = ({ webhookUrl }: VendorSubmission) =>
  isAcceptedUrl(webhookUrl) ? { webhookUrl, webhookEvents: ['completed', 'failed'] } : {};

const apiframeNotes: VendorNotes = {
  documentation: 'https://api.apiframe.ai/v2/openapi.json',
  summary:
    'A hosted API over its own Midjourney accounts. The safest choice: it supports idempotency keys and signs its webhooks. It has no choice of speed, and every zoom, pan and region first buys one upscale of the picture, which is reused.',
  lostAnswer:
    'Submitted again with the same key; the vendor returns the existing job. While the account is refused, the job continues when its webhook arrives (which needs `PUBLIC_URL`).',
  reports: 'At the end, to the bot’s public address, signed with your key (HMAC-SHA-256).',
  lacks: [
    {
      actions: ['edit', 'retexture'],
      why: 'Its route for edits is for other models than Midjourney’s.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'Version 2 of its API has no such route.' },
    {
      actions: ['upscale-subtle', 'upscale-creative', 'upscale-2x', 'upscale-4x'],
      why: 'Its only upscale is a paid crop of the grid, which U1-U4 serve from the archive for free.',
    },
    {
      actions: ['vary-subtle', 'vary-strong'],
      why: 'Its variation takes a picture of a grid and no strength, which is V1-V4.',
    },
    { actions: ['zoom-custom'], why: 'It supports only the zoom factors 1.5 and 2.' },
    { actions: ['square'], why: 'Its outpaint keeps the ratio.' },
    { actions: ['extend-high', 'extend-low'], why: 'It has no route that extends a video.' },
  ],
};

/** The receipt of a job, from its id and what was asked. */
const ticketFor =
  (resolution: VideoResolution) =>
  (jobId: string, submission: VendorSubmission): Json => {
    const call = planCall(submission, resolution);
    return call.kind === 'refused' ? null : { jobId, shape: call.shape, again: call.again };
  };

const bodySchema = z.object({
  event: z.string().nullish().catch(null),
  jobId: z.string().nullish().catch(null),
});

/**
 * Deliveries are signed with HMAC-SHA256 over the raw body; the secret is the key's SHA-256. The vendor's SDK uses the
 * digest's bytes, its documentation can be read as the digest's hexadecimal text, so both are accepted. The signature
 * has no timestamp: a replayed delivery verifies, and is harmless.
 */
function apiframeWebhook(apiKey: string): VendorWebhook {
  const digest = createHash('sha256').update(apiKey).digest();
  const secrets = [digest, digest.toString('hex')];
  return {
    verify({ headers, rawBody }) {
      const given = (headers['x-webhook-signature'] ?? '').trim().replace(/^sha256=/, '');
      const isSigned = secrets.some((secret) => {
        const expected = createHmac('sha256', secret).update(rawBody).digest('hex');
        return isSignature(Buffer.from(given.toLowerCase()), Buffer.from(expected));
      });
      if (!isSigned) return { kind: 'forged', detail: 'the signature is missing or wrong' };
      return verifyBody(bodySchema, rawBody, ({ event, jobId }) => ({
        kind: 'genuine',
        task: jobId ?? null,
        final: event !== 'progress',
      }));
    },
    taskOf: (ticket) => readTicket(ticket).jobId,
  };
}

export default defineVendor({
  name: 'apiframe',
  label: 'Apiframe',
  defaultBaseUrl: 'https://api.apiframe.ai',
  keyNeeded: true,
  switches,
  notes: apiframeNotes,
  specify: ({ apiKey, switches: on }) => ({
    capabilities: {
      actions: on.APIFRAME_VIDEO ? { ...actions, ...videos } : actions,
      // It has no choice of speed.
      speeds: ['fast'],
      promptCharactersMax: 2000,
      imagePrompts: on.APIFRAME_IMAGE_PROMPTS,
      parameters: PARAMETERS,
    },
    // No limits are published. A grid takes about 50 s; the vendor's own client polls every 2-5 s.
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
    reusableSteps,
    allowedActions: (handle) =>
      readHandle(handle).again === 'never'
        ? ACTION_NAMES.filter((action) => action !== 'reroll')
        : null,
    submit: (submission) => {
      const call = planCall(submission, on.APIFRAME_VIDEO_RESOLUTION);
      if (call.kind === 'refused') return call;
      const json = { ...call.body, ...webhookFields(submission) };
      const headers = { 'Idempotency-Key': submission.idempotencyKey };
      return posting(call.path, json, { headers });
    },
    readSubmit: (reply, submission) => {
      const jobId = readJobId(reply);
      const ticket =
        jobId === null ? null : ticketFor(on.APIFRAME_VIDEO_RESOLUTION)(jobId, submission);
      return ticket === null ? null : { kind: 'accepted', ticket };
    },
    check: (ticket) => getting(`/v2/jobs/${encodeURIComponent(readTicket(ticket).jobId)}`),
    readCheck: (reply, ticket) => readJob(reply, readTicket(ticket)),
    readError,
    balance: { request: { method: 'GET', path: '/v2/me' }, read: readBalance },
    webhook: { ...apiframeWebhook(apiKey), ticketOf: ticketFor(on.APIFRAME_VIDEO_RESOLUTION) },
  }),
});
