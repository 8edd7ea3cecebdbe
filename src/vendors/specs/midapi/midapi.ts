/**
 * MidAPI (https://docs.midapi.ai), and its sister kie.ai by another base URL: one route to make,
 * follow-ups by task and picture, no idempotency key and no list of tasks, so that a lost answer
 * can neither be asked for again nor looked up.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { ActionSupport, Capabilities } from '#domain/capabilities.ts';
import { parseJson } from '#domain/json.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { PARAMETER_NAMES } from '#domain/prompt/flags.ts';
import type { VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, type VendorPrices } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
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
      'where V1-V4 count from. The vendor says both; try 1 if V2 varies the first picture.',
    ),
  MIDAPI_UPSCALE: onOff(
    true,
    'offer its one kind of upscale, as Upscale (Subtle). The vendor does not say how large it is.',
  ),
  MIDAPI_VIDEO: onOff(
    true,
    'offer Animate and Extend. The vendor publishes no price for videos; off where that is a worry.',
  ),
  MIDAPI_VIDEOS: z
    .enum(['1', '2', '4'], { error: 'is none of 1, 2 and 4' })
    .default('4')
    .describe('videos that one Animate makes, where the prompt has no `--bs`; each may be billed.'),
  MIDAPI_VIDEO_RESOLUTION: videoResolution,
  MIDAPI_WATERMARK: z
    .string()
    .optional()
    .describe('a watermark that the vendor puts on everything it makes; without, none.'),
  MIDAPI_WEBHOOK_KEY: z
    .string()
    .default('')
    .describe('the key that signs its deliveries, where one is set at the vendor.'),
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

/** A task of one speed that heeds how many; which motion is the action's own. */
const video = {
  ...{ fromPicture: 'link', rewrites: true },
  ...{ speeds: ['fast'], parameters: ['bs'] },
} as const satisfies ActionSupport;

const videos = {
  'animate-high': video,
  'animate-low': video,
  'extend-low': { rewrites: true, speeds: ['fast'], parameters: [] },
} as const satisfies Capabilities['actions'];

/** Flags stay in the text where they have no field, but a video is a task of its own, without a loop or an end. */
const NOT_HONOURED: readonly ParameterName[] = ['video', 'motion', 'loop', 'end', 'zoom'];

/** As clients count them; the vendor's own price list was not found. */
const IMAGE_CREDITS = { relax: 3, fast: 8, turbo: 16 };

const prices: VendorPrices = {
  unit: 'credits',
  perJob: { imagine: IMAGE_CREDITS, reroll: IMAGE_CREDITS },
};

const failures: FailureOverrides = {
  submit: {
    judged: { outcome: 'refused', kind: 'moderated' },
    // What a sub-key of kie may spend is spent.
    433: { outcome: 'refused', kind: 'out-of-credit' },
    455: { outcome: 'refused', kind: 'unavailable' },
    501: { outcome: 'refused', kind: 'generation-failed' },
    505: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unavailable' },
  },
  check: {
    // kie says so of a record it has not written yet.
    422: { outcome: 'unreachable', kind: 'not-found' },
    455: { outcome: 'unreachable', kind: 'unavailable' },
    // "Generation Failed": said of the task, not of the question.
    501: { outcome: 'failed', kind: 'generation-failed' },
  },
};

const midapiNotes: VendorNotes = {
  documentation: 'https://docs.midapi.ai',
  summary:
    'A hosted API, and its sister kie.ai by another base URL (`MIDAPI_BASE_URL=https://api.kie.ai`). It makes grids and variations at any speed, videos, and little else: there is no zoom, pan or region. `--chaos` goes in steps of 5 there, and anything between is refused with the nearest.',
  lostAnswer:
    'It has neither idempotency keys nor a list of tasks. The job is taken up again when its report comes (which needs `PUBLIC_URL`), else it fails and the credits go back; never asked twice.',
  reports:
    'At the end, to the bot’s public address; unsigned, unless you set a key there and in `MIDAPI_WEBHOOK_KEY`.',
  lacks: [
    {
      actions: ['edit', 'retexture'],
      why: 'None of its pages edits a picture; `mj_img2img` makes new ones after it.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'None of its pages has such a route.' },
    {
      actions: ['upscale-creative', 'upscale-2x', 'upscale-4x'],
      why: 'It has exactly one kind of upscale, and does not say which.',
    },
    {
      actions: ['vary-subtle', 'vary-strong'],
      why: 'Its variation takes no strength; V1-V4 are that.',
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
      why: 'None of its pages has zoom, pan or region.',
    },
    {
      actions: ['extend-high'],
      why: 'Its route that lengthens a video takes no motion; Extend (Low motion) is that. What it made cannot be lengthened again.',
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
 * Deliveries are unsigned unless the owner sets a key at the vendor; then the signature covers the
 * task and a time, not the body. Either way the secret in the address is what keeps strangers out.
 */
function midapiWebhook(webhookKey: string): VendorWebhook {
  return {
    verify({ headers, rawBody }) {
      const read = bodySchema.safeParse(parseJson(Buffer.from(rawBody).toString('utf8')));
      if (!read.success) return { kind: 'forged', detail: 'the body is not a delivery' };
      const { code, data } = read.data;
      const task = data.taskId ?? data.task_id ?? null;
      if (webhookKey !== '' && !isSigned(webhookKey, task, headers)) {
        return { kind: 'forged', detail: 'the signature is missing or wrong' };
      }
      // A delivery with code 200 and no links is a sign of life in between.
      const hasLinks = (data.resultUrls ?? []).length > 0 || data.successFlag === 1;
      return { kind: 'genuine', task, final: hasLinks || code !== 200 };
    },
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
  const given = Buffer.from(headers['x-webhook-signature'] ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
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
        // Its newest, which it says is what runs without a choice.
        version: 'v7',
        promptCharactersMax: 2000,
        imagePrompts: true,
        noImageWeights: true,
        translates: true,
        parameters: PARAMETER_NAMES.filter((name) => !NOT_HONOURED.includes(name)),
      },
      // kie takes 20 new jobs in 10 s and names no limit for asking about them.
      limits: {
        concurrency: 20,
        firstCheckMs: 8_000,
        checkEveryMs: 4_000,
        // Relaxed jobs were seen to take three quarters of an hour.
        deadlineMs: 60 * 60_000,
      },
      prices,
      idempotent: false,
      authorization: { authorization: `Bearer ${apiKey}` },
      failures,
      stepCount: () => 1,
      // A variation is made again as one.
      rerollSpeeds: (handle) => (readHandle(handle).again === 'prompt' ? null : ['fast']),
      // Its route takes what an Animate made, and says nothing of what it made itself.
      allowedActions: (handle) => (readHandle(handle).shape === 'extended' ? [] : null),
      submit: (submission) => {
        const call = planCall(submission.request, choices);
        if (call.kind === 'refused') return call;
        const { webhookUrl } = submission;
        const callback = webhookUrl === null ? {} : { callBackUrl: webhookUrl };
        const json = { ...call.body, ...callback };
        return { kind: 'request', request: { method: 'POST', path: call.path, json } };
      },
      readSubmit: (reply, submission) => {
        const taskId = readTaskId(reply);
        const ticket = taskId === null ? null : ticketFor(taskId, submission);
        return ticket === null ? null : { kind: 'accepted', ticket };
      },
      check: (ticket) => {
        const taskId = encodeURIComponent(readTicket(ticket).taskId);
        const path = `/api/v1/mj/record-info?taskId=${taskId}`;
        return { kind: 'request', request: { method: 'GET', path } };
      },
      readCheck: (reply, ticket) => readRecord(reply, readTicket(ticket)),
      readError,
      // Good for 20 minutes, and only for what this account made.
      downloadLink: {
        request: (url) => ({
          ...{ method: 'POST', path: '/api/v1/common/download-url' },
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
