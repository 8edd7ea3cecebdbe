/**
 * MidAPI (https://docs.midapi.ai), and its sister kie.ai by another base URL: one route to submit, follow-ups by task
 * and picture, no idempotency key and no list of tasks, so that a lost reply can be neither repeated nor looked up.
 */

import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { ActionSupport, Capabilities } from '#domain/capabilities.ts';
import { parametersExcept } from '#domain/prompt/flags.ts';
import type { VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, getting, posting, type VendorPrices } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
import { isSignature, verifyBody } from '#vendors/webhooks.ts';
import {
  readBalance,
  readDownloadLink,
  readError,
  readRecord,
  readTaskId,
} from './midapi-reply.ts';
import {
  MIDAPI_VERSIONS,
  type MidapiChoices,
  type MidapiTicket,
  planCall,
  readHandle,
  readTicket,
} from './midapi-request.ts';

const switches = z.object({
  MIDAPI_VARY_INDEX_BASE: z
    .enum(['0', '1'], { error: 'is neither 0 nor 1' })
    .default('0')
    .describe(
      'the index of the first picture for V1-V4. The vendor documents both; try 1 if V2 varies the first picture.',
    ),
  MIDAPI_UPSCALE: onOff(
    true,
    'offer its only kind of upscale, as Upscale (Subtle). The vendor does not document its size.',
  ),
  MIDAPI_VIDEO: onOff(
    true,
    'offer Animate and Extend. The vendor publishes no price for videos; turn it off if that is a concern.',
  ),
  MIDAPI_VIDEOS: z
    .enum(['1', '2', '4'], { error: 'is none of 1, 2 and 4' })
    .default('4')
    .describe('videos that one Animate makes, unless the prompt has `--bs`; each may be billed.'),
  MIDAPI_VIDEO_RESOLUTION: videoResolution,
  MIDAPI_WATERMARK: z
    .string()
    .optional()
    .describe('a watermark that the vendor puts on everything it makes; absent, none.'),
  MIDAPI_WEBHOOK_KEY: z
    .string()
    .default('')
    .describe('the key that signs its webhooks, if one is set at the vendor.'),
});

const versions = { versions: MIDAPI_VERSIONS };

/** "This parameter is not required when taskType is ... mj_omni_reference": such a task has one speed. */
const omni = { speedsWith: { oref: ['fast'] } } as const satisfies ActionSupport;

const actions = {
  imagine: { ...versions, ...omni },
  // Its call has no field for the speed.
  vary: { speeds: ['fast'] },
  reroll: omni,
} as const satisfies Capabilities['actions'];

/** A task with one speed and a number of videos; the motion is the action's own. */
const video = {
  fromPicture: 'link',
  rewrites: true,
  speeds: ['fast'],
  parameters: ['bs'],
} as const satisfies ActionSupport;

const videos = {
  'animate-high': video,
  'animate-low': video,
  'extend-low': { rewrites: true, speeds: ['fast'], parameters: [] },
} as const satisfies Capabilities['actions'];

/** Flags without a field stay in the text, but a video is a separate task, without a loop or an end. */
const PARAMETERS = parametersExcept(['video', 'motion', 'loop', 'end', 'zoom']);

/** As observed by clients; the vendor's own price list was not found. */
const IMAGE_CREDITS = { relax: 3, fast: 8, turbo: 16 };

const prices: VendorPrices = {
  unit: 'credits',
  perJob: { imagine: IMAGE_CREDITS, reroll: IMAGE_CREDITS },
};

const failures: FailureOverrides = {
  submit: {
    judged: { outcome: 'refused', kind: 'moderated' },
    // The spending limit of a kie sub-key is reached.
    433: { outcome: 'refused', kind: 'out-of-credit' },
    455: { outcome: 'refused', kind: 'unavailable' },
    501: { outcome: 'refused', kind: 'generation-failed' },
    505: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unavailable' },
  },
  check: {
    // kie's code for a record that it has not written yet.
    422: { outcome: 'unreachable', kind: 'not-found' },
    455: { outcome: 'unreachable', kind: 'unavailable' },
    // "Generation Failed": about the task, not the request.
    501: { outcome: 'failed', kind: 'generation-failed' },
  },
};

const midapiNotes: VendorNotes = {
  documentation: 'https://docs.midapi.ai',
  summary:
    'A hosted API, and its sister kie.ai at another base URL (`MIDAPI_BASE_URL=https://api.kie.ai`). It makes grids and variations at any speed, videos, and little else: there is no zoom, pan or region. Its `--chaos` has steps of 5, and values in between are refused with the nearest step.',
  lostAnswer:
    'It has neither idempotency keys nor a list of tasks. The job is resumed when its webhook arrives (which needs `PUBLIC_URL`), otherwise it fails and the credits are returned; never submitted twice.',
  reports:
    'At the end, to the bot’s public address; unsigned, unless you set a key there and in `MIDAPI_WEBHOOK_KEY`.',
  lacks: [
    {
      actions: ['edit', 'retexture'],
      why: 'It documents no edits; `mj_img2img` makes new pictures from one.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'It documents no such route.' },
    {
      actions: ['upscale-creative', 'upscale-2x', 'upscale-4x'],
      why: 'It has exactly one kind of upscale, and does not document which.',
    },
    {
      actions: ['vary-subtle', 'vary-strong'],
      why: 'Its variation takes no strength, which is V1-V4.',
    },
    {
      actions: [
        'vary-region',
        'zoom-2x',
        'zoom-1.5x',
        'zoom-custom',
        'square',
        'pan-left',
        'pan-right',
        'pan-up',
        'pan-down',
      ],
      why: 'It documents no zoom, pan or region.',
    },
    {
      actions: ['extend-high'],
      why: 'Its route that extends a video takes no motion, which is Extend (Low motion). An extended video cannot be extended again.',
    },
  ],
};

const bodySchema = z.object({
  code: z.number().nullish().catch(null),
  data: z.object({
    taskId: z.string().nullish().catch(null),
    task_id: z.string().nullish().catch(null),
    resultUrls: z.array(z.unknown()).nullish().catch(null),
    successFlag: z.number().nullish().catch(null),
  }),
});

/**
 * Deliveries are unsigned unless the owner sets a key at the vendor; then the signature covers the task and a time, not
 * the body. Either way the secret in the URL authenticates a delivery.
 */
function midapiWebhook(webhookKey: string): VendorWebhook {
  return {
    verify: ({ headers, rawBody }) =>
      verifyBody(bodySchema, rawBody, ({ code, data }) => {
        const task = data.taskId ?? data.task_id ?? null;
        if (webhookKey !== '' && !isSigned(webhookKey, task, headers)) {
          return { kind: 'forged', detail: 'the signature is missing or wrong' };
        }
        // A delivery with code 200 and no links is only progress.
        const hasLinks = (data.resultUrls ?? []).length > 0 || data.successFlag === 1;
        return { kind: 'genuine', task, final: hasLinks || code !== 200 };
      }),
    taskOf: (ticket) => readTicket(ticket).taskId,
  };
}

function isSigned(
  key: string,
  task: string | null,
  headers: Readonly<Record<string, string>>,
): boolean {
  const signed = `${task ?? ''}.${headers['x-webhook-timestamp'] ?? ''}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return isSignature(Buffer.from(headers['x-webhook-signature'] ?? '', 'base64'), expected);
}

export default defineVendor({
  name: 'midapi',
  label: 'MidAPI',
  defaultBaseUrl: 'https://api.midapi.ai',
  keyNeeded: true,
  switches,
  notes: midapiNotes,
  specify: ({ apiKey, switches: on }) => {
    const choices: MidapiChoices = {
      varyIndexBase: on.MIDAPI_VARY_INDEX_BASE === '1' ? 1 : 0,
      videos: Number(on.MIDAPI_VIDEOS),
      resolution: on.MIDAPI_VIDEO_RESOLUTION,
      waterMark: on.MIDAPI_WATERMARK ?? null,
    };
    const ticketFor = (taskId: string, { request }: VendorSubmission): MidapiTicket | null => {
      const call = planCall(request, choices);
      if (call.kind === 'refused') return null;
      const { shape, again } = call;
      return { taskId, shape, again };
    };
    return {
      capabilities: {
        actions: {
          ...actions,
          ...(on.MIDAPI_UPSCALE ? { 'upscale-subtle': { speeds: ['fast'] } } : {}),
          ...(on.MIDAPI_VIDEO ? videos : {}),
        },
        speeds: ['relax', 'fast', 'turbo'],
        // Its newest, and its documented default.
        version: 'v7',
        promptCharactersMax: 2000,
        imagePrompts: true,
        noImageWeights: true,
        translates: true,
        parameters: PARAMETERS,
      },
      // kie accepts 20 new jobs in 10 s and documents no limit for polling.
      limits: {
        concurrency: 20,
        firstCheckMs: 8_000,
        checkEveryMs: 4_000,
        // Relax jobs have been observed to take 45 minutes.
        deadlineMs: 60 * 60_000,
      },
      prices,
      idempotent: false,
      authorization: { authorization: `Bearer ${apiKey}` },
      failures,
      stepCount: () => 1,
      // A reroll of a variation repeats the variation.
      rerollSpeeds: (handle) => (readHandle(handle).again === 'prompt' ? null : ['fast']),
      // Its route extends an Animate's videos; extending an extension is undocumented.
      allowedActions: (handle) => (readHandle(handle).shape === 'extended' ? [] : null),
      submit: (submission) => {
        const call = planCall(submission.request, choices);
        if (call.kind === 'refused') return call;
        const { webhookUrl } = submission;
        const callback = webhookUrl === null ? {} : { callBackUrl: webhookUrl };
        return posting(call.path, { ...call.body, ...callback });
      },
      readSubmit: (reply, submission) => {
        const taskId = readTaskId(reply);
        const ticket = taskId === null ? null : ticketFor(taskId, submission);
        return ticket === null ? null : { kind: 'accepted', ticket };
      },
      check: (ticket) => {
        const taskId = encodeURIComponent(readTicket(ticket).taskId);
        return getting(`/api/v1/mj/record-info?taskId=${taskId}`);
      },
      readCheck: (reply, ticket) => readRecord(reply, readTicket(ticket)),
      readError,
      // Valid for 20 minutes, and only for this account's results.
      downloadLink: {
        request: (url) => ({
          method: 'POST',
          path: '/api/v1/common/download-url',
          json: { url },
        }),
        read: readDownloadLink,
      },
      balance: {
        request: { method: 'GET', path: '/api/v1/common/credit' },
        read: readBalance,
      },
      webhook: { ...midapiWebhook(on.MIDAPI_WEBHOOK_KEY), ticketOf: ticketFor },
    };
  },
});
