/**
 * Ace Data Cloud's Midjourney API (https://platform.acedata.cloud/documents/midjourney-imagine): POST for everything,
 * polled tasks, follow-ups by `image_id` and the reply's own `actions`. It has no idempotency key; a lost task is
 * looked up by its callback URL.
 */
import * as z from 'zod';
import { actionRow, resultKindOf } from '#domain/action.ts';
import type { ActionSupport, Capabilities } from '#domain/capabilities.ts';
import type { Json } from '#domain/json.ts';
import { parametersExcept } from '#domain/prompt/flags.ts';
import type { VendorRequest, VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, posting } from '#vendors/define-vendor.ts';
import { readPercent } from '#vendors/midjourney-replies.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
import { verifyBody } from '#vendors/webhooks.ts';
import { allowedActions, allowedAfterUpscale, readHandle, readTicket } from './acedata-actions.ts';
import { ACEDATA_VERSIONS, FOURFOLD_QUALITY } from './acedata-prompt.ts';
import {
  failures,
  findTask,
  readError,
  readListed,
  readRecord,
  readSuggestions,
  readTaskId,
  suggestionsOutput,
} from './acedata-reply.ts';
import { planCall, reusableSteps, stepCount } from './acedata-request.ts';

const TASKS = '/midjourney/tasks';

/** Describe and shorten stay open until they have a result; a minute is usual at busy times. */
const ANSWER_WITHIN_MS = 120_000;

/** The most task ids in one list request. */
const BATCH_MAX = 50;

/** A list of new tasks begins so much before the job: one of the two clocks may be wrong, by an hour most often. */
const CLOCKS_DIFFER_MS = 90 * 60_000;

const switches = z.object({
  ACEDATA_VERSION: z
    .enum(ACEDATA_VERSIONS)
    .default('v8.1')
    .describe('the version of prompts that name none; the vendor recommends 8.1.'),
  ACEDATA_MASK: z
    .enum(['link', 'base64'], { error: 'is neither link nor base64' })
    .default('link')
    .describe(
      'how the mask of Vary (Region) is sent, as a link to this bot, which the vendor documents (as bytes if `PUBLIC_URL` is not set), or always as bytes, as in the vendor’s guide.',
    ),
  ACEDATA_VIDEO_RESOLUTION: videoResolution,
  ACEDATA_HIGH_MOTION: onOff(
    false,
    'offer high motion, requested by a flag in the prompt. The vendor accepts flags but does not document this one.',
  ),
  ACEDATA_EDIT_MASK: onOff(
    false,
    'offer Vary (Region) of pictures made by a service that is no longer configured. The vendor accepts a mask with an edit but does not document how it is interpreted.',
  ),
});

const known = { versions: ACEDATA_VERSIONS };
const v5 = { versions: ACEDATA_VERSIONS.filter((version) => version === 'v5.2') };
const since6 = { versions: ACEDATA_VERSIONS.filter((version) => version !== 'v5.2') };

/** Flags are passed through, but videos are not made by a flag, and the zoom factor is fixed. */
const PARAMETERS = parametersExcept(['video', 'motion', 'bs', 'zoom']);

/** Follow-ups of 8.1 pictures are only available at fast speed. */
const follows = { speedsOf: { 'v8.1': ['fast'] } } as const satisfies ActionSupport;
/** A region keeps its picture's ratio. */
const region = {
  ...follows,
  rewrites: true,
  parameters: PARAMETERS.filter((name) => name !== 'ar'),
} as const satisfies ActionSupport;
/** Videos have no relax speed, and Midjourney's have no turbo. */
const extension = {
  rewrites: true,
  speeds: ['fast'],
  parameters: ['loop', 'end'],
} as const satisfies ActionSupport;
const video = { ...extension, fromPicture: 'link' } as const satisfies ActionSupport;

const actions = {
  imagine: known,
  blend: {},
  edit: known,
  describe: { speeds: ['fast'] },
  shorten: { speeds: ['fast'] },
  vary: follows,
  reroll: follows,
  'upscale-subtle': { ...follows, ...since6 },
  'upscale-creative': { ...follows, ...since6 },
  'upscale-2x': v5,
  'upscale-4x': v5,
  'vary-subtle': follows,
  'vary-strong': follows,
  'vary-region': region,
  'zoom-2x': follows,
  'zoom-1.5x': follows,
  square: follows,
  'pan-left': follows,
  'pan-right': follows,
  'pan-up': follows,
  'pan-down': follows,
  'animate-low': video,
  'extend-low': extension,
} as const satisfies Capabilities['actions'];

const highMotion = {
  'animate-high': video,
  'extend-high': extension,
} as const;

const regionOfAny = { 'vary-region': { ...region, fromPicture: 'link' } } as const;

/** The list's type filter; the name for edits is not published. */
const typeOf = ({ action, parent }: VendorRequest) =>
  action === 'edit' || (action === 'vary-region' && parent === null)
    ? {}
    : { type: resultKindOf(actionRow(action).makes) === 'videos' ? 'videos' : 'imagine' };

/** Its lists take seconds, as its records have them. */
const newerThan = (ms: number) => ({ created_at_min: Math.floor((ms - CLOCKS_DIFFER_MS) / 1000) });

/** Empty for results that came at once, which are never polled. */
const taskIdOf = (saved: Json): string => {
  const ticket = readTicket(saved);
  return ticket.kind === 'task' ? ticket.taskId : '';
};

const acedataNotes: VendorNotes = {
  documentation: 'https://platform.acedata.cloud/documents/midjourney-imagine',
  summary:
    'A hosted API that returns the follow-ups of each task, and that list decides which buttons are shown; Make Square, which is undocumented, appears once a follow-up has bought a picture whose list contains it. It supports nearly everything, at any speed; prices are not public.',
  lostAnswer:
    'Looked up among the newest tasks by its webhook address, or resumed when its webhook arrives (both need `PUBLIC_URL`; without it the credits are returned at once); never submitted twice.',
  reports:
    'At the end, to the bot’s public address; unsigned, so a secret in the address authenticates them.',
  lacks: [
    {
      actions: ['retexture'],
      why: 'Its pages call one route “edit / retexture”, and it has no field to distinguish the two.',
    },
    { actions: ['zoom-custom'], why: 'It documents only the zoom factors 1.5 and 2.' },
  ],
};

const bodySchema = z.object({
  task_id: z.string().min(1).nullish().catch(null),
  success: z.boolean().nullish().catch(null),
  progress: z.unknown().optional(),
});

/**
 * Ace signs nothing, so a delivery is trusted only by the secret in its URL, and only as a reason to poll. Bodies that
 * cannot be Ace's are reported separately for the log.
 */
export const acedataWebhook: VendorWebhook = {
  verify: ({ rawBody }) =>
    verifyBody(bodySchema, rawBody, ({ task_id: task, success, progress }) => {
      const isProgress = success !== false && (readPercent(progress) ?? 100) < 100;
      return { kind: 'genuine', task: task ?? null, final: !isProgress };
    }),
  taskOf: (saved) => {
    const ticket = readTicket(saved);
    return ticket.kind === 'task' ? ticket.taskId : null;
  },
};

export default defineVendor({
  name: 'acedata',
  label: 'Ace Data Cloud',
  defaultBaseUrl: 'https://api.acedata.cloud',
  keyNeeded: true,
  switches,
  notes: acedataNotes,
  specify: ({ apiKey, switches: chosen }) => {
    const choices = {
      resolution: chosen.ACEDATA_VIDEO_RESOLUTION,
      version: chosen.ACEDATA_VERSION,
      mask: chosen.ACEDATA_MASK,
    };
    const ticketFor = (taskId: string | null, submission: VendorSubmission) => {
      const call = planCall(submission, choices);
      if (taskId === null || call.kind !== 'task') return null;
      const { shape, hints } = call;
      return { kind: 'task', taskId, shape, hints } as const;
    };
    return {
      capabilities: {
        actions: {
          ...actions,
          ...(chosen.ACEDATA_HIGH_MOTION ? highMotion : {}),
          ...(chosen.ACEDATA_EDIT_MASK ? regionOfAny : {}),
        },
        speeds: ['relax', 'fast', 'turbo'],
        version: chosen.ACEDATA_VERSION,
        // Not published; Midjourney's own limit minus the flags that are added.
        promptCharactersMax: 5900,
        imagePrompts: true,
        translates: true,
        parameters: PARAMETERS,
        // "Quality '4' is only supported in V8/V8.1": Midjourney's own bot takes none there.
        extras: [{ parameter: 'quality', versions: FOURFOLD_QUALITY, values: ['4'] }],
      },
      // The only published figure is to poll every 5 to 15 s.
      limits: {
        concurrency: 10,
        firstCheckMs: 8_000,
        checkEveryMs: 5_000,
        deadlineMs: 20 * 60_000,
      },
      // The vendor's price rules are not public.
      prices: { unit: 'credits', perJob: {} },
      idempotent: false,
      authorization: { authorization: `Bearer ${apiKey}` },
      failures,
      stepCount,
      reusableSteps,
      allowedActions: (handle) => allowedActions(readHandle(handle)),
      allowedAfterUpscale: (handle, prepared) =>
        allowedAfterUpscale(readHandle(handle), readHandle(prepared)),
      submit: (submission) => {
        const call = planCall(submission, choices);
        if (call.kind === 'refused') return call;
        const { path, body } = call;
        if (call.kind === 'answer') {
          return posting(path, body, { answerWithinMs: ANSWER_WITHIN_MS });
        }
        const { webhookUrl } = submission;
        const callback = webhookUrl === null ? {} : { callback_url: webhookUrl };
        // Without `async` the call stays open until the pictures exist, and a broken connection loses them.
        return posting(path, { ...body, async: true, ...callback });
      },
      readSubmit: (reply, submission) => {
        if (planCall(submission, choices).kind === 'answer') {
          const texts = readSuggestions(reply);
          return texts === null
            ? null
            : { kind: 'accepted', ticket: { kind: 'answer', texts: [...texts] }, isReady: true };
        }
        const ticket = ticketFor(readTaskId(reply), submission);
        return ticket === null ? null : { kind: 'accepted', ticket };
      },
      check: (saved) => {
        const ticket = readTicket(saved);
        if (ticket.kind === 'answer') {
          const output = suggestionsOutput(ticket.texts);
          return { kind: 'answered', outcome: { kind: 'finished', output } };
        }
        return posting(TASKS, { action: 'retrieve', id: ticket.taskId });
      },
      readCheck: (reply, saved) => {
        const ticket = readTicket(saved);
        return ticket.kind === 'task' ? readRecord(reply, ticket) : null;
      },
      readError,
      checkMany: {
        ticketsMax: BATCH_MAX,
        request: (tickets) => {
          const ids = tickets.map(taskIdOf);
          // The vendor's default of 12 would omit the others.
          const json = { action: 'retrieve_batch', ids, offset: 0, limit: ids.length };
          return { method: 'POST', path: TASKS, json };
        },
        read: (reply, tickets) =>
          tickets.map((saved) => {
            const ticket = readTicket(saved);
            return ticket.kind === 'task' ? readListed(reply, ticket) : null;
          }),
      },
      find: {
        // A record repeats its request body, and the callback URL in it identifies this step.
        request: (submission, page) => {
          const { request, webhookUrl, acceptedHereAtMs } = submission;
          const isNamed = webhookUrl !== null && planCall(submission, choices).kind === 'task';
          if (!isNamed) return null;
          const json = {
            action: 'retrieve_batch',
            ...typeOf(request),
            ...(acceptedHereAtMs === undefined ? {} : newerThan(acceptedHereAtMs)),
            offset: page * BATCH_MAX,
            limit: BATCH_MAX,
          };
          return { method: 'POST', path: TASKS, json };
        },
        read: (reply, submission) => {
          const { webhookUrl } = submission;
          const listed = webhookUrl === null ? null : findTask(reply, webhookUrl);
          if (listed === null || planCall(submission, choices).kind !== 'task') {
            return { kind: 'unknown' };
          }
          const { taskId, records, isClear } = listed;
          const ticket = ticketFor(taskId, submission);
          if (ticket !== null) return { kind: 'found', ticket };
          if (records === BATCH_MAX) return { kind: 'more', isClear };
          return { kind: isClear ? 'absent' : 'unknown' };
        },
      },
      webhook: { ...acedataWebhook, ticketOf: ticketFor },
    };
  },
});
