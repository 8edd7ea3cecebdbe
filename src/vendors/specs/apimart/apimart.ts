/**
 * APIMart (docs.apimart.ai), Midjourney routes: asynchronous tasks, buttons, fields for most flags, crops that are
 * billed. It has no way to look up a task and no proven idempotency, so a lost reply stays lost. Its webhook is
 * documented for other routes; polling does not depend on it.
 */
import * as z from 'zod';
import { ACTION_NAMES, type ActionName, actionRow } from '#domain/action.ts';
import type { ActionSupport, Capabilities } from '#domain/capabilities.ts';
import type { ExtraUse } from '#domain/prompt/flag.ts';
import { parametersExcept } from '#domain/prompt/flags.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { hasParameter } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION, VERSIONS, type Version } from '#domain/prompt/version.ts';
import { SPEEDS } from '#domain/speed.ts';
import type { VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, getting, posting, type VendorPrices } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import { versionNamedIn } from '#vendors/midjourney-prompt.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
import { verifyBody } from '#vendors/webhooks.ts';
import {
  type ApimartTicket,
  allowedActions,
  enlargement,
  readHandle,
  readTicket,
} from './apimart-buttons.ts';
import { APIMART_VERSIONS } from './apimart-imagine.ts';
import { readBalance, readError, readSubmitted, readTask } from './apimart-reply.ts';
import {
  type ApimartPlan,
  planCall,
  REMIXED_VERSIONS,
  reusableSteps,
  stepCount,
  videosOf,
} from './apimart-request.ts';

const switches = z.object({
  APIMART_MASK: z
    .enum(['transparent', 'white'])
    .default('transparent')
    .describe(
      'which pixels of a region’s mask are repainted, transparent or white ones. The documentation contradicts itself.',
    ),
  APIMART_VERSION: z
    .enum(VERSIONS)
    .default(DEFAULT_VERSION)
    .describe('the version of prompts that name none, v7 or niji7 for example.'),
  APIMART_VIDEOS: z
    .enum(['1', '2', '4'])
    .default('4')
    .describe('videos that one Animate makes; each is billed.'),
  APIMART_VIDEO_RESOLUTION: videoResolution,
  APIMART_WEBHOOK: onOff(
    false,
    'request webhooks. They are documented for other routes and need port 80 or 443.',
  ),
});

const enlarged = (action: ActionName) => ({
  versions: VERSIONS.filter((version) => enlargement(version, action) !== null),
});

/** Always fast. */
const video: ActionSupport = {
  fromPicture: 'link',
  rewrites: true,
  speeds: ['fast'],
  parameters: ['end', 'bs'],
};

/** Its remix takes a changed prompt, and its documentation lists no other field. */
const remixed: ActionSupport = { rewritesOf: REMIXED_VERSIONS };

const actions: Capabilities['actions'] = {
  imagine: { versions: APIMART_VERSIONS },
  // A blend's only parameter is its ratio.
  blend: { parameters: ['ar'] },
  edit: { versions: APIMART_VERSIONS },
  describe: {},
  vary: remixed,
  reroll: {},
  'upscale-subtle': enlarged('upscale-subtle'),
  'upscale-creative': enlarged('upscale-creative'),
  'upscale-2x': enlarged('upscale-2x'),
  'upscale-4x': enlarged('upscale-4x'),
  'vary-subtle': remixed,
  'vary-strong': remixed,
  'vary-region': { rewrites: true },
  'zoom-2x': {},
  'zoom-1.5x': {},
  'pan-left': {},
  'pan-right': {},
  'pan-up': {},
  'pan-down': {},
  'animate-high': video,
  'animate-low': video,
};

const OFFERED = ACTION_NAMES.filter((action) => actions[action] !== undefined);

/** Videos have their own route, a modal's zoom has none, and profiles belong to one account. */
const PARAMETERS = parametersExcept(['video', 'loop', 'zoom', 'profile']);

/** Documented fields that Midjourney's own bot has no flag for, or not in that version ("Draft mode (v7+)"). */
const EXTRAS: readonly ExtraUse[] = [
  { parameter: 'dref', versions: APIMART_VERSIONS },
  { parameter: 'dw', versions: APIMART_VERSIONS },
  { parameter: 'draft', versions: ['v8', 'v8.1', 'v8.2'] },
];

/** "Backend auto-injects --v 8.1 when version is unspecified": with `--hd`, regardless of the default. */
const versionRun = (prompt: string): Version | null =>
  versionNamedIn(prompt) ?? (hasParameter(parsePrompt(prompt), 'hd') ? 'v8.1' : null);

/** Stored with the task: operators find a job's task by it in the vendor's console. */
const metadataOf = ({ reference, stepIndex }: VendorSubmission) =>
  reference === undefined ? {} : { metadata: { job: reference, step: stepIndex } };

const FOLLOW_UP = { relax: 0.05504, fast: 0.05504, turbo: 0.1 };
const VIDEO = { '480p': 0.2, '720p': 0.4 } as const;

/** The "effective" prices of its price list, which tasks also report. */
const pricesFor = ({ videos, resolution }: ApimartPlan): VendorPrices => ({
  unit: 'USD',
  perJob: Object.fromEntries(
    OFFERED.map((action) => {
      if (action === 'imagine') return [action, { relax: 0.04504, fast: 0.05504, turbo: 0.1 }];
      return [action, action.startsWith('animate-') ? VIDEO[resolution] : FOLLOW_UP];
    }),
  ),
  // Crops are billed like renders.
  reusableStep: FOLLOW_UP,
  times: (request) =>
    actionRow(request.action).makes === 'videos' ? videosOf(request, videos) : 1,
});

const failures: FailureOverrides = {
  submit: {
    3: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unavailable' },
    4: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'input-refused' },
    // "Service rejected", with 502: its own code for not accepted.
    9: { outcome: 'refused', kind: 'unavailable' },
    24: { outcome: 'refused', kind: 'moderated' },
    400: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'input-refused' },
    // The parent belongs to another account.
    403: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unauthorized' },
    422: { outcome: 'refused', kind: 'moderated' },
    failed: { outcome: 'refused', kind: 'input-refused' },
  },
  check: {
    3: { outcome: 'unreachable', kind: 'not-found' },
  },
};

const apimartNotes: VendorNotes = {
  documentation: 'https://docs.apimart.ai/en/api-reference/images/midjourney/imagine',
  summary:
    'A hosted API with Midjourney’s own buttons and fields for most flags, at any speed, priced per job. Every follow-up of one picture first buys a crop of it, which is reused.',
  lostAnswer:
    'Its Midjourney routes promise no idempotency, and there is no list of tasks. The job is resumed when its webhook arrives (which needs `PUBLIC_URL` and `APIMART_WEBHOOK=true`), otherwise it fails and the credits are returned; never submitted twice. Each task has the job’s id in its metadata, by which you can find it at the vendor.',
  reports:
    'Only with `APIMART_WEBHOOK=true`: webhooks are documented for other routes, and need port 80 or 443. Unsigned, so a secret in the address authenticates them.',
  lacks: [
    {
      actions: ['retexture'],
      why: 'Its edits rewrite the whole image; no page has a route that keeps its shapes.',
    },
    { actions: ['shorten'], why: 'It is on the price list, but no route is documented.' },
    { actions: ['zoom-custom'], why: 'It rounds the zoom factor to one of Midjourney’s two.' },
    { actions: ['square'], why: 'Make Square is not documented.' },
    {
      actions: ['extend-high', 'extend-low'],
      why: 'Neither extending nor loops are documented.',
    },
  ],
};

const bodySchema = z.object({ id: z.string() });

/** Deliveries are unsigned and sent only at the end; the secret in the URL authenticates them. */
const apimartWebhook: VendorWebhook = {
  verify: ({ rawBody }) =>
    verifyBody(bodySchema, rawBody, ({ id }) => ({ kind: 'genuine', task: id, final: true })),
  taskOf: (ticket) => readTicket(ticket).taskId,
};

/**
 * The vendor appends `/callback` to the URL. In a query value that does not change the path, so the token in the path
 * stays valid.
 */
const webhookField = (webhookUrl: string | null) =>
  webhookUrl === null ? {} : { webhook: `${webhookUrl}?to=` };

export default defineVendor({
  name: 'apimart',
  label: 'APIMart',
  defaultBaseUrl: 'https://api.apimart.ai',
  keyNeeded: true,
  switches,
  notes: apimartNotes,
  specify: ({ apiKey, switches: on }) => {
    const plan: ApimartPlan = {
      polarity: on.APIMART_MASK,
      videos: Number(on.APIMART_VIDEOS),
      resolution: on.APIMART_VIDEO_RESOLUTION,
      usual: on.APIMART_VERSION,
    };
    const expected = (submission: VendorSubmission): Omit<ApimartTicket, 'taskId'> | null => {
      const call = planCall(submission, plan);
      if (call.kind === 'refused') return null;
      return {
        shape: call.shape,
        isImagine: call.path === 'imagine',
        confirmed: call.path === 'modal',
        version: versionRun(submission.request.prompt),
      };
    };
    const asUsual = (handle: ReturnType<typeof readHandle>) => ({
      ...handle,
      version: handle.version ?? plan.usual,
    });
    return {
      capabilities: {
        actions,
        speeds: SPEEDS,
        version: on.APIMART_VERSION,
        promptCharactersMax: 6000,
        imagePrompts: true,
        parameters: PARAMETERS,
        extras: EXTRAS,
      },
      // It gives up on a task after 30 minutes and recommends at most ten concurrent submissions.
      limits: {
        concurrency: 10,
        firstCheckMs: 4_000,
        checkEveryMs: 4_000,
        deadlineMs: 32 * 60_000,
      },
      prices: pricesFor(plan),
      idempotent: false,
      authorization: { Authorization: `Bearer ${apiKey}` },
      failures,
      stepCount,
      reusableSteps,
      allowedActions: (handle) => allowedActions(asUsual(readHandle(handle)), OFFERED),
      allowedAfterUpscale: (_, prepared) => allowedActions(asUsual(readHandle(prepared)), OFFERED),
      submit: (submission) => {
        const call = planCall(submission, plan);
        if (call.kind === 'refused') return call;
        const hook = on.APIMART_WEBHOOK ? webhookField(submission.webhookUrl) : {};
        const json = { ...call.body, ...hook, ...metadataOf(submission) };
        // Documented for its other routes; nothing here depends on it.
        const headers = { 'Idempotency-Key': submission.idempotencyKey };
        return posting(`/v1/midjourney/generations/${call.path}`, json, { headers });
      },
      readSubmit: (reply, submission) => {
        const ticket = expected(submission);
        return ticket === null ? null : readSubmitted(reply, ticket);
      },
      check: (ticket) => getting(`/v1/midjourney/${encodeURIComponent(readTicket(ticket).taskId)}`),
      readCheck: (reply, ticket) => readTask(reply.json, readTicket(ticket)),
      readError,
      balance: { request: { method: 'GET', path: '/v1/balance' }, read: readBalance },
      ...(on.APIMART_WEBHOOK
        ? {
            webhook: {
              ...apimartWebhook,
              ticketOf: (taskId: string, submission: VendorSubmission) => {
                const ticket = expected(submission);
                return ticket === null ? null : { taskId, ...ticket };
              },
            },
          }
        : {}),
    };
  },
});
