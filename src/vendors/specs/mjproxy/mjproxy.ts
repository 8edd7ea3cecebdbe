/**
 * midjourney-proxy: the open protocol of many servers and gateways. They differ widely; this folder supports all of
 * them, and differences that a reply does not reveal are settings. It relies on `state`, which a task returns, to find
 * a submission whose reply was lost.
 */
import * as z from 'zod';
import { parametersExcept } from '#domain/prompt/flags.ts';
import { DEFAULT_VERSION, VERSIONS } from '#domain/prompt/version.ts';
import { SPEEDS, type Speed } from '#domain/speed.ts';
import type { VendorSubmission, VendorWebhook } from '#ports/vendor.ts';
import { defineVendor, getting, posting } from '#vendors/define-vendor.ts';
import type { FailureOverrides } from '#vendors/failures.ts';
import { versionNamedIn } from '#vendors/midjourney-prompt.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';
import { onOff } from '#vendors/vendor-settings.ts';
import { videoResolution } from '#vendors/video-resolution.ts';
import { verifyBody } from '#vendors/webhooks.ts';
import {
  actionsFor,
  allowedActions,
  allowedAfterUpscale,
  type MjproxyTicket,
  readHandle,
  readTicket,
} from './mjproxy-actions.ts';
import {
  type PictureChoice,
  readError,
  readFound,
  readList,
  readSubmitted,
  readTask,
  referenceOf,
  taskSchema,
  withReachableLinks,
} from './mjproxy-reply.ts';
import { planCall, reusableSteps, stepCount } from './mjproxy-request.ts';

const switches = z.object({
  MJPROXY_AUTH: z
    .enum(['mj-api-secret', 'bearer'])
    .default('mj-api-secret')
    .describe('which header has the key. Some gateways need `bearer`, the servers do not.'),
  MJPROXY_FLAVOUR: z
    .enum(['full', 'original'])
    .default('full')
    .describe(
      '`original` for servers without buttons: they make, blend, describe, vary and reroll.',
    ),
  MJPROXY_SPEEDS: z
    .string()
    .transform((list) => list.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(SPEEDS)).min(1))
    .optional()
    .describe(
      'speeds the server accepts as path prefixes (/mj-fast), for example `relax,fast,turbo`; absent, its accounts decide.',
    ),
  MJPROXY_VERSION: z
    .enum(VERSIONS)
    .default(DEFAULT_VERSION)
    .describe('the version of prompts that name none, `v7` or `niji7` for example.'),
  MJPROXY_VIDEO_RESOLUTION: videoResolution,
  MJPROXY_SEPARATE_PICTURES: onOff(
    true,
    'fetch the four pictures by their own links; turn it off if these fail, to crop the grid.',
  ),
  MJPROXY_REMIX: onOff(
    false,
    'let V1-V4, Vary, pans and 🔄 use a changed prompt with remix. The servers document it; a gateway that ignores it bills a job with the old prompt.',
  ),
  MJPROXY_RETEXTURE: onOff(
    true,
    'offer `/retexture`. The servers have its route, gateways in front of them may not.',
  ),
  MJPROXY_CONCURRENCY: z.coerce
    .number({ error: 'is not a number' })
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('jobs its accounts accept at once, including waiting ones.'),
});

const failures: FailureOverrides = {
  submit: {
    // An ambiguous code; without a parent only the accounts can be missing.
    3: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unavailable' },
    4: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'input-refused' },
    9: { outcome: 'refused', kind: 'unavailable' },
    23: { outcome: 'refused', kind: 'rate-limited' },
    24: { outcome: 'refused', kind: 'moderated' },
    30: { outcome: 'refused', kind: 'rate-limited' },
    account: { outcome: 'refused', kind: 'unauthorized' },
    'not-its-interface': { outcome: 'refused', kind: 'unavailable' },
    failed: { outcome: 'refused', kind: 'input-refused' },
    quota: { outcome: 'refused', kind: 'out-of-credit' },
    'task-missing': { outcome: 'refused', kind: 'action-unavailable' },
    'queue-full': { outcome: 'refused', kind: 'rate-limited' },
    'no-account': { outcome: 'refused', kind: 'unavailable' },
    unsupported: { outcome: 'refused', kind: 'action-unavailable' },
  },
  check: {
    3: { outcome: 'unreachable', kind: 'not-found' },
    account: { outcome: 'unreachable', kind: 'unauthorized' },
    'not-its-interface': { outcome: 'unreachable', kind: 'garbled' },
    'task-missing': { outcome: 'unreachable', kind: 'not-found' },
  },
};

const hookFields = ({ webhookUrl }: VendorSubmission) =>
  webhookUrl === null ? {} : { notifyHook: webhookUrl };

const pathOf = ({ root, taskId }: MjproxyTicket): string =>
  `${root}/task/${encodeURIComponent(taskId)}/fetch`;

const mjproxyNotes: VendorNotes = {
  documentation: 'https://github.com/trueai-org/midjourney-proxy',
  summary:
    'The open protocol: a server that you run with your own Midjourney accounts, or one of the many compatible gateways. It supports everything that Midjourney’s own bot does, at its operator’s prices.',
  lostAnswer:
    'Looked up among the server’s tasks by a reference in each task; never submitted twice.',
  reports:
    'At each change, to the bot’s public address; unsigned, so a secret in the address authenticates them.',
  lacks: [],
};

const bodySchema = z.object({ id: z.union([z.string(), z.number()]), status: z.unknown() });

const ENDS = /^(?:SUCCESS|FAILURE|CANCEL|MODAL)/i;

/**
 * The whole task is posted at each change, unsigned, sometimes twice and out of order: the secret in the URL
 * authenticates it, and the job is polled. Progress alone triggers nothing.
 */
const mjproxyWebhook: VendorWebhook = {
  verify: ({ rawBody }) =>
    verifyBody(bodySchema, rawBody, ({ id, status }) => ({
      kind: 'genuine',
      task: String(id),
      final: ENDS.test(String(status)),
    })),
  taskOf: (ticket) => readTicket(ticket).taskId,
};

export default defineVendor({
  name: 'mjproxy',
  label: 'midjourney-proxy',
  defaultBaseUrl: null,
  keyNeeded: false,
  switches,
  notes: mjproxyNotes,
  specify: ({ apiKey, baseUrl, switches: on }) => {
    const speeds: readonly Speed[] | undefined = on.MJPROXY_SPEEDS;
    const rootOf = ({ request }: VendorSubmission): string =>
      speeds?.includes(request.speed) ? `/mj-${request.speed}/mj` : '/mj';
    const choice: PictureChoice = on.MJPROXY_SEPARATE_PICTURES ? 'separate' : 'composite';
    const expected = (submission: VendorSubmission): Omit<MjproxyTicket, 'taskId'> | null => {
      const call = planCall(submission, on.MJPROXY_VIDEO_RESOLUTION);
      if (call.kind === 'refused') return null;
      const { shape, path, ends = false } = call;
      const version = versionNamedIn(submission.request.prompt);
      const confirmed = path === '/submit/modal';
      return { root: rootOf(submission), shape, confirmed, ends, version };
    };
    const keyHeader = on.MJPROXY_AUTH === 'bearer' ? 'Authorization' : 'mj-api-secret';
    const keyValue = on.MJPROXY_AUTH === 'bearer' ? `Bearer ${apiKey}` : apiKey;
    return {
      capabilities: {
        actions: actionsFor({
          flavour: on.MJPROXY_FLAVOUR,
          hasRetexture: on.MJPROXY_RETEXTURE,
          hasRemix: on.MJPROXY_REMIX,
        }),
        speeds: speeds ?? ['fast'],
        version: on.MJPROXY_VERSION,
        promptCharactersMax: 6000,
        imagePrompts: true,
        // A prompt with `--video` would create a different kind of task; Animate is used instead.
        parameters: parametersExcept(['video']),
      },
      limits: {
        concurrency: on.MJPROXY_CONCURRENCY,
        firstCheckMs: 4_000,
        checkEveryMs: 4_000,
        deadlineMs: 30 * 60_000,
      },
      // Every server and gateway has its own.
      prices: { unit: 'USD', perJob: {} },
      idempotent: false,
      authorization: apiKey === '' ? {} : { [keyHeader]: keyValue },
      failures,
      stepCount,
      reusableSteps,
      allowedActions: (handle) => allowedActions(readHandle(handle), on.MJPROXY_VERSION),
      allowedAfterUpscale: (handle, prepared) =>
        allowedAfterUpscale(readHandle(handle), readHandle(prepared)),
      submit: (submission) => {
        const call = planCall(submission, on.MJPROXY_VIDEO_RESOLUTION);
        if (call.kind === 'refused') return call;
        return posting(`${rootOf(submission)}${call.path}`, {
          ...call.body,
          state: referenceOf(submission),
          ...hookFields(submission),
        });
      },
      readSubmit: (reply, submission) => {
        const ticket = expected(submission);
        const isOnTheWay = submission.stepIndex + 1 < stepCount(submission.request);
        return ticket === null ? null : readSubmitted(reply, ticket, isOnTheWay);
      },
      check: (ticket) => getting(pathOf(readTicket(ticket))),
      readCheck: (reply, ticket) => {
        if (reply.text.trim() === '') {
          const detail = 'The server does not know the task';
          return { kind: 'unreachable', failure: { kind: 'not-found', detail } };
        }
        const task = taskSchema.safeParse(reply.json);
        if (!task.success) return null;
        return readTask(withReachableLinks(task.data, baseUrl), readTicket(ticket), choice);
      },
      readError,
      find: {
        request: (submission) => ({ method: 'GET', path: `${rootOf(submission)}/task/list` }),
        read: (reply, submission) => readFound(reply, submission, expected(submission)),
      },
      checkMany: {
        ticketsMax: 100,
        request: (tickets) => {
          const read = tickets.map(readTicket);
          const path = `${read[0]?.root ?? '/mj'}/task/list-by-condition`;
          return { method: 'POST', path, json: { ids: read.map(({ taskId }) => taskId) } };
        },
        read: (reply, tickets) => {
          const listed = readList(reply) ?? [];
          return tickets.map(readTicket).map((ticket) => {
            const task = listed.find(({ id }) => id === ticket.taskId);
            return task === undefined
              ? null
              : readTask(withReachableLinks(task, baseUrl), ticket, choice);
          });
        },
      },
      webhook: {
        ...mjproxyWebhook,
        ticketOf: (task, submission) => {
          const ticket = expected(submission);
          return ticket === null ? null : { taskId: task, ...ticket };
        },
      },
    };
  },
});
