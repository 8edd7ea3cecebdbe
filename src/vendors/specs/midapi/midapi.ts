/**
 * MidAPI (https://docs.midapi.ai), and its sister kie.ai by another base URL: one route to make,
 * follow-ups by task and picture, no idempotency key and no list of tasks, so that a lost answer
 * can neither be asked for again nor looked up.
 */
import * as z from 'zod';
import type { Capabilities } from '#domain/capabilities.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { PARAMETER_NAMES } from '#domain/prompt/flags.ts';
import type { VendorSubmission } from '#ports/vendor.ts';
import { defineVendor, type VendorPrices } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
import { midapiNotes } from './midapi-notes.ts';
import { MIDAPI_VERSIONS } from './midapi-prompt.ts';
import { readBalance, readError, readRecord, readTaskId } from './midapi-reply.ts';
import { type MidapiChoices, planCall } from './midapi-request.ts';
import { type MidapiTicket, readHandle, readTicket } from './midapi-ticket.ts';
import { midapiWebhook } from './midapi-webhook.ts';

const switches = z.object({
  MIDAPI_VARY_INDEX_BASE: z
    .enum(['0', '1'], { error: 'is neither 0 nor 1' })
    .default('0')
    .describe(
      'where V1-V4 count from. The vendor says both; try 1 if V2 varies the first picture.',
    ),
  MIDAPI_UPSCALE: onOff(
    false,
    'offer Upscale (Subtle). The vendor does not say what kind of upscale its one kind is.',
  ),
  MIDAPI_VIDEO: onOff(
    true,
    'offer Animate and Extend. The vendor publishes no price for films; off where that is a worry.',
  ),
  MIDAPI_VIDEOS: z
    .enum(['1', '2', '4'], { error: 'is none of 1, 2 and 4' })
    .default('4')
    .describe('films that one Animate makes, where the prompt has no `--bs`; each may be billed.'),
  MIDAPI_VIDEO_RESOLUTION: videoResolution,
  MIDAPI_WEBHOOK_KEY: z
    .string()
    .default('')
    .describe('the key that signs its deliveries, where one is set at the vendor.'),
});

const versions = { versions: MIDAPI_VERSIONS };

const actions = {
  imagine: versions,
  vary: {},
  reroll: {},
} as const satisfies Capabilities['actions'];

const films = {
  'animate-high': { fromPicture: 'link', rewrites: true },
  'animate-low': { fromPicture: 'link', rewrites: true },
  'extend-low': { rewrites: true },
} as const satisfies Capabilities['actions'];

/** Flags stay in the text where they have no field, but a film is a task of its own, without a loop or an end. */
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
  },
};

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
          ...(on.MIDAPI_UPSCALE ? { 'upscale-subtle': {} } : {}),
          ...(on.MIDAPI_VIDEO ? films : {}),
        },
        speeds: ['relax', 'fast', 'turbo'],
        promptCharactersMax: 2000,
        imagePrompts: true,
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
      balance: {
        request: { method: 'GET', path: '/api/v1/common/credit' },
        read: readBalance,
      },
      webhook: { ...midapiWebhook(on.MIDAPI_WEBHOOK_KEY), ticketOf: ticketFor },
    };
  },
});
