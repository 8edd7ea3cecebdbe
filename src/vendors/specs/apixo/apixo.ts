/**
 * APIXO's Midjourney (https://apixo.ai/docs/models/image/midjourney): one route to submit, one to poll, follow-ups by
 * task and picture from 0. Parameters are fields; flags are cut off. It has no idempotency key, no list, no progress,
 * and its field names change: see `apixo-dialect.ts`.
 */
import * as z from 'zod';
import { ACTION_NAMES } from '#domain/action.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { VendorRequest, VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, getting, type PlannedSubmit, posting } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { isAcceptedUrl, verifyBody } from '#vendors/webhooks.ts';
import {
  APIXO_VERSIONS,
  type ApixoDialect,
  createDialectChoice,
  DIALECTS,
  otherDialect,
  PROMPT_CHARACTERS_MAX,
} from './apixo-dialect.ts';
import { readBalance, readError, readStatus, readTaskId } from './apixo-reply.ts';
import {
  type ApixoTicket,
  ignoredNames,
  planCall,
  readHandle,
  readTicket,
} from './apixo-request.ts';

const dollars = (preset: number, meaning: string) =>
  z.coerce
    .number({ error: 'is not a number' })
    .min(0, 'is below zero')
    .default(preset)
    .describe(meaning);

const switches = z.object({
  APIXO_DIALECT: z
    .enum(['auto', 'C', 'B'], { error: 'is none of auto, C and B' })
    .default('auto')
    .describe(
      'which of its documented field names to use, C (newer pages) with aspect_ratio and variety, or B (its public page) with aspect and chaos. With auto, C until the service refuses one of its names or returns the wrong aspect ratio; then the other names.',
    ),
  APIXO_PROVIDER: z
    .enum(['auto', 'value', 'official'], { error: 'is none of auto, value and official' })
    .default('auto')
    .describe('its routing, auto, value (cheaper) or official.'),
  APIXO_FAST_USD: dollars(0.1, 'your price of a fast job, in dollars.'),
  APIXO_TURBO_USD: dollars(0.2, 'your price of a turbo job, in dollars.'),
  APIXO_IMAGE_EDIT: onOff(
    false,
    'offer Vary (Region) with dialect C too. The vendor documents such edits, but not the field of their mask.',
  ),
  APIXO_OUTPAINT: onOff(
    false,
    'offer zoom, pan and square wherever Vary (Region) is offered, as edits on a larger canvas. The vendor does not document that.',
  ),
});

const rewritten = { rewrites: true } as const;
/** A variation takes a changed prompt, and no other field. */
const rewordedOnly = { ...rewritten, parameters: [], speeds: ['fast'] } as const;
/** An edit takes a prompt and a version; the ratio is its canvas. */
const reworded = { ...rewritten, parameters: ['ar', 'zoom', 'version', 'niji'] } as const;
const known = { versions: APIXO_VERSIONS };

const actions = {
  imagine: known,
  // A variation names a picture by task and index, and takes a changed prompt.
  vary: rewordedOnly,
  reroll: {},
  'upscale-subtle': { speeds: ['fast'] },
  'upscale-creative': { speeds: ['fast'] },
  'upscale-2x': { speeds: ['fast'] },
  'upscale-4x': { speeds: ['fast'] },
  'vary-subtle': { ...rewordedOnly, ofCells: true },
  'vary-strong': rewordedOnly,
} as const satisfies Capabilities['actions'];

/** Without the ratio: the result has the picture's. */
const wholeEdit = { ...known, parameters: ['version', 'niji', 'fast', 'turbo', 'repeat'] } as const;

/** Edits start from a URL of any picture; two of them need its ratio too, which is the parent's. */
const byAddress = { ...reworded, fromPicture: 'link' } as const;
const byRatio = { ...reworded, linksParent: true } as const;

const outpaints = {
  'zoom-2x': byAddress,
  'zoom-1.5x': byAddress,
  'zoom-custom': byRatio,
  square: byRatio,
  'pan-left': byAddress,
  'pan-right': byAddress,
  'pan-up': byAddress,
  'pan-down': byAddress,
} as const satisfies Capabilities['actions'];

/** A refusal about a name or a value of one dialect; nothing was accepted. */
const NAMES_A_FIELD =
  /\b(?:aspect(?:_ratio)?|variety|chaos|styliz(?:e|ation)|weird(?:ness)?|version|mode|image-edit|upload-paint|reroll|(?:unknown|unrecognized|unexpected) (?:field|key|parameter))\b/i;

/** Parameters with a field, those that only choose speed or number of jobs, and draft where it exists. */
const parametersOf = (dialect: ApixoDialect): readonly string[] => [
  ...['ar', 'chaos', 'stylize', 'weird', 'version', 'niji', 'fast', 'turbo', 'repeat'],
  ...(dialect === 'C' ? ['draft'] : []),
];

const failures: FailureOverrides = {
  submit: {
    moderated: { outcome: 'refused', kind: 'moderated' },
    'unknown-task': {
      outcome: 'refused',
      kind: 'action-unavailable',
      kindOfFirst: 'input-refused',
    },
  },
  check: { 'unknown-task': { outcome: 'failed', kind: 'not-found' } },
};

const reporting = ({ webhookUrl }: VendorSubmission) =>
  isAcceptedUrl(webhookUrl)
    ? { request_type: 'callback', callback_url: webhookUrl }
    : { request_type: 'async' };

const apixoNotes: VendorNotes = {
  documentation: 'https://apixo.ai/docs/models/image/midjourney',
  summary:
    'A hosted API that takes parameters as fields: a flag without a field is refused before money is spent. Its edits are independent tasks, so the result of a zoom, pan or region can be upscaled and edited again, but neither varied nor rerolled. It fetches uploaded pictures by link, and reads PNG, JPEG and WebP: others are converted if `PUBLIC_URL` is set, and otherwise refused with advice, because it accepts no uploads.',
  lostAnswer:
    'It has neither idempotency keys nor a list of tasks. The job is resumed when its webhook arrives (which needs `PUBLIC_URL`), otherwise it fails and the credits are returned; never submitted twice.',
  reports:
    'At the end, to the bot’s public address over https; unsigned, so a secret in the address authenticates them.',
  lacks: [
    {
      actions: ['retexture'],
      why: 'Its documentation lists retexture only “on request”, without a request body.',
    },
    { actions: ['blend', 'describe', 'shorten'], why: 'It lists no such mode.' },
    {
      actions: ['animate-high', 'animate-low', 'extend-high', 'extend-low'],
      why: 'Its Midjourney model makes pictures only.',
    },
  ],
};

const bodySchema = z.object({
  data: z.object({
    taskId: z.string().min(1).nullish().catch(null),
    state: z.string().nullish().catch(null),
  }),
});

/**
 * APIXO signs nothing, so a delivery is trusted only by the secret in its URL, and only as a reason to poll. It
 * retries, so the same delivery may come several times.
 */
export const apixoWebhook: VendorWebhook = {
  verify: ({ rawBody }) =>
    verifyBody(bodySchema, rawBody, ({ data: { taskId, state } }) => ({
      kind: 'genuine',
      task: taskId ?? null,
      final: state !== 'pending' && state !== 'processing',
    })),
  taskOf: (ticket) => readTicket(ticket).taskId,
};

export default defineVendor({
  name: 'apixo',
  label: 'APIXO',
  defaultBaseUrl: 'https://api.apixo.ai/api/v1',
  keyNeeded: true,
  switches,
  notes: apixoNotes,
  specify: ({ apiKey, switches: chosen }) => {
    const choice = createDialectChoice(chosen.APIXO_DIALECT);
    /** A mask is documented only in the older form, so that is tried first while the dialect is unknown. */
    const dialectFor = ({ action, mask }: VendorRequest): ApixoDialect =>
      choice.learned ?? (mask !== null && action === 'vary-region' ? 'B' : 'C');
    // A reply is read in the dialect of its request, even if another request has learned a different one since.
    const sentIn = new WeakMap<VendorSubmission, ApixoDialect>();
    const ticketIn = (
      taskId: string,
      { request }: VendorSubmission,
      dialect: ApixoDialect,
    ): ApixoTicket | null => {
      const call = planCall(request, dialect);
      if (call.kind === 'refused') return null;
      const { shape, of, varies, again, asked } = call;
      return { taskId, shape, of, varies, again, asked };
    };
    const ticketFor = (taskId: string, submission: VendorSubmission): ApixoTicket | null =>
      ticketIn(taskId, submission, sentIn.get(submission) ?? dialectFor(submission.request));
    const requestIn = (submission: VendorSubmission, dialect: ApixoDialect): PlannedSubmit => {
      const call = planCall(submission.request, dialect);
      if (call.kind === 'refused') return call;
      const { input } = call;
      const json = { ...reporting(submission), provider: chosen.APIXO_PROVIDER, input };
      return posting('/generateTask/midjourney', json);
    };
    return {
      capabilities: {
        // A getter: the offered actions follow the learned dialect.
        get actions() {
          const hasRegion = choice.learned !== 'C' || chosen.APIXO_IMAGE_EDIT;
          return {
            ...actions,
            ...(choice.learned === 'B' ? {} : { edit: wholeEdit }),
            ...(hasRegion ? { 'vary-region': byAddress } : {}),
            ...(hasRegion && chosen.APIXO_OUTPAINT ? outpaints : {}),
          };
        },
        get parameters() {
          return parametersOf(choice.learned ?? 'C');
        },
        speeds: ['fast', 'turbo'],
        version: 'v6.1',
        promptCharactersMax: PROMPT_CHARACTERS_MAX,
        imagePrompts: true,
        commonFormatsOnly: true,
        noImageWeights: true,
        translates: true,
      },
      // 1000 tasks and 10000 requests a minute are allowed; polling 400 tasks every 3 s makes 8000.
      limits: {
        concurrency: 400,
        firstCheckMs: 20_000,
        checkEveryMs: 3_000,
        deadlineMs: 15 * 60_000,
      },
      prices: {
        unit: 'USD',
        perJob: { imagine: { fast: chosen.APIXO_FAST_USD, turbo: chosen.APIXO_TURBO_USD } },
      },
      idempotent: false,
      authorization: { authorization: `Bearer ${apiKey}` },
      failures,
      stepCount: () => 1,
      // Only a reroll by prompt has a choice of speed.
      rerollSpeeds: (saved) =>
        DIALECTS[choice.learned ?? 'C'].hasReroll || typeof readHandle(saved).again !== 'string'
          ? ['fast']
          : null,
      allowedActions: (saved) => {
        const { varies, again, shape } = readHandle(saved);
        return ACTION_NAMES.filter((action) => {
          if (action === 'reroll') return again !== 'never';
          // An upscale's follow-ups use the picture it was made from, so these would be misleading.
          if (/^upscale-[24]x$/.test(action)) return shape === 'grid';
          return varies || !['vary', 'vary-subtle', 'vary-strong'].includes(action);
        });
      },
      submit: (submission) => {
        const dialect = dialectFor(submission.request);
        sentIn.set(submission, dialect);
        return requestIn(submission, dialect);
      },
      otherSchema: ({ code, detail }, submission) => {
        if (!choice.isOpen || code !== '400' || !NAMES_A_FIELD.test(detail)) return null;
        const other = otherDialect(sentIn.get(submission) ?? dialectFor(submission.request));
        const planned = requestIn(submission, other);
        if (planned.kind === 'refused') return null;
        return {
          request: planned.request,
          readSubmit: (reply) => {
            const taskId = readTaskId(reply);
            const ticket = taskId === null ? null : ticketIn(taskId, submission, other);
            if (ticket === null) return null;
            choice.accepted(other);
            return { kind: 'accepted', ticket };
          },
        };
      },
      readSubmit: (reply, submission) => {
        const taskId = readTaskId(reply);
        const ticket = taskId === null ? null : ticketFor(taskId, submission);
        return ticket === null ? null : { kind: 'accepted', ticket };
      },
      check: (ticket) => {
        const { taskId } = readTicket(ticket);
        return getting(`/statusTask/midjourney?taskId=${encodeURIComponent(taskId)}`);
      },
      readCheck: (reply, ticket) => readStatus(reply, readTicket(ticket)),
      mismatchOf: (ticket, size) => {
        const read = readTicket(ticket);
        const dialect = ignoredNames(read, size);
        if (dialect === null) return null;
        choice.ignored(dialect);
        const field = DIALECTS[dialect].ratio;
        return `${field} ${read.asked?.ratio} was not heeded: ${size.width}x${size.height} came`;
      },
      readError,
      balance: { request: { method: 'GET', path: '/apikeys/current-balance' }, read: readBalance },
      webhook: {
        ...apixoWebhook,
        ticketOf: (task, submission) =>
          isAcceptedUrl(submission.webhookUrl) ? ticketFor(task, submission) : null,
      },
    };
  },
});
