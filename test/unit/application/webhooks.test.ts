/**
 * How: the real use case, store and web server; a vendor that signs with one word. A report is
 * POSTed over HTTP to the address that the vendor was given, and what it changed is looked up.
 */

import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApplication } from '#application/create-application.ts';
import { findWebhookReceiver } from '#application/run/receive-webhook.ts';
import { createWebhookAddresses } from '#application/run/webhook-addresses.ts';
import type { CheckOutcome, Vendor } from '#ports/vendor.ts';
import { systemClock } from '#system/clock.ts';
import { finishedGrid, setupContext } from '#test/fixtures/app-context.ts';
import { planOf } from '#test/fixtures/plans.ts';
import { verifyBody } from '#vendors/webhooks.ts';
import { startWebServer } from '#web/server.ts';
import { webhookRoutes } from '#web/webhook-routes.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const SIGNED = { ...JSON_TYPE, 'x-signature': 'genuine' };
const RUNNING: CheckOutcome = { kind: 'running', percent: 10, preview: null };

const bodySchema = z.object({
  task: z.string().nullable().default(null),
  final: z.boolean().default(true),
});

const webhook: NonNullable<Vendor['webhook']> = {
  verify: ({ headers, rawBody }) => {
    if (headers['x-signature'] !== 'genuine') return { kind: 'forged', detail: 'no signature' };
    return verifyBody(bodySchema, rawBody, (body) => ({ kind: 'genuine', ...body }));
  },
  taskOf: (ticket) => String(Object(ticket).id),
};

async function setup(changes: Parameters<typeof setupContext>[0] = {}) {
  const world = await setupContext({
    publicUrl: 'https://bot.example',
    script: { check: [RUNNING] },
    ...changes,
    vendor: { webhook, ...changes.vendor },
  });
  closers.push(world.close);
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: world.context.log,
    parts: [
      webhookRoutes({
        find: (address) => findWebhookReceiver(world.context, address),
        clock: systemClock,
      }),
    ],
  });
  closers.push(server.close);
  const application = createApplication(world.context);
  const accepted = await application.requestImagine({
    origin: world.origin(),
    prompt: 'a lighthouse',
  });
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
  const { id } = accepted.job;
  const address = (place = 0): string => {
    const url = world.submissions[place]?.webhookUrl;
    if (url === undefined || url === null) throw new Error('the vendor was given no address');
    return url.replace('https://bot.example', server.url);
  };
  const report = async (
    body: unknown,
    { url = address(), headers = SIGNED }: { url?: string; headers?: Record<string, string> } = {},
  ) => (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  const due = async () => {
    const { dueAtMs } = await world.job(id);
    return dueAtMs === null ? null : dueAtMs <= world.context.clock.nowMs();
  };
  return { ...world, id, address, report, due };
}

describe('a report of a vendor', () => {
  it('makes its job due at once, and writes nothing itself', async () => {
    const { run, report, due, job, id, calls } = await setup();
    await run();
    expect(await due()).toBe(false);
    expect(await report({ task: 't1' })).toBe(204);
    expect(await due()).toBe(true);
    expect(await job(id)).toMatchObject({ state: 'running', result: null });
    expect(calls.checks).toBe(0);
  });

  it('leads to one result however often it comes', async () => {
    const { run, report, job, id, posts, calls } = await setup({
      script: { check: [await finishedGrid()] },
    });
    await run();
    await Promise.all([report({ task: 't1' }), report({ task: 't1' }), report({ task: 't1' })]);
    await run();
    expect(await report({ task: 't1' })).toBe(204);
    await run();
    expect((await job(id)).state).toBe('done');
    expect(calls.checks).toBe(1);
    expect(posts).toHaveLength(1);
  });

  it('is taken with the last part that a vendor appends', async () => {
    const { run, report, due, address } = await setup();
    await run();
    expect(await report({ task: 't1' }, { url: `${address()}/callback` })).toBe(204);
    expect(await due()).toBe(true);
  });

  it.each([
    ['of mere progress', { task: 't1', final: false }, 204],
    ['of another task', { task: 't2' }, 204],
  ])('%s wakes nobody', async (_title, body, status) => {
    const { run, report, due } = await setup();
    await run();
    expect(await report(body)).toBe(status);
    expect(await due()).toBe(false);
  });

  it('without the signature is refused, logged and wakes nobody', async () => {
    const { run, report, due } = await setup();
    await run();
    expect(await report({ task: 't1' }, { headers: JSON_TYPE })).toBe(401);
    expect(await due()).toBe(false);
  });

  it.each([
    ['of broken JSON', '{"task":'],
    ['of no JSON', '<html>'],
    ['of another shape', '{"task":7}'],
    ['without a body', ''],
  ])('%s is a bad request, told from a forged one, and wakes nobody', async (_title, body) => {
    const { run, address, due } = await setup();
    await run();
    const reply = await fetch(address(), { method: 'POST', headers: SIGNED, body });
    expect(reply.status).toBe(400);
    expect(await due()).toBe(false);
  });

  it.each([
    ['a guessed token', (url: string) => url.replace(/[^/]+$/, 'A'.repeat(43))],
    ['a shortened token', (url: string) => url.slice(0, -1)],
    ['another vendor', (url: string) => url.replace('/scripted/', '/studio/')],
    ['another job', (url: string) => url.replace(/[0-9a-z]{16}(?=\/)/, '0hq3zv8k2rabcdef')],
    ['no job', (url: string) => url.replace(/[0-9a-z]{16}(?=\/)/, '..%2f')],
  ])('to an address with %s is answered like any unknown page', async (_title, change) => {
    const { run, report, due, address } = await setup();
    await run();
    expect(await report({ task: 't1' }, { url: change(address()) })).toBe(404);
    expect(await due()).toBe(false);
  });

  it('of more than 64 KiB is refused unread', async () => {
    const { run, report, due } = await setup();
    await run();
    expect(await report({ task: 't1', padding: 'x'.repeat(65 * 1024) })).toBe(413);
    expect(await due()).toBe(false);
  });

  it('of an earlier step changes nothing in a later one', async () => {
    const { run, report, due, job, id, address, submissions } = await setup({
      vendor: { plan: () => planOf(2) },
      script: { check: [await finishedGrid(), RUNNING] },
    });
    await run();
    await run();
    expect(await job(id)).toMatchObject({ state: 'running', stepIndex: 1 });
    expect(submissions[1]?.webhookUrl).not.toBe(submissions[0]?.webhookUrl);
    expect(await report({ task: 't1' }, { url: address(0) })).toBe(204);
    expect(await due()).toBe(false);
    expect(await report({ task: 't1' }, { url: address(1) })).toBe(204);
    expect(await due()).toBe(true);
  });

  it('finds a job again whose answer was lost', async () => {
    const { run, report, job, id, submissions } = await setup({
      vendor: { webhook: { ...webhook, ticketOf: (task) => ({ id: task }) } },
      script: { submit: [{ kind: 'lost', failure: { kind: 'lost', detail: 'reset' } }] },
    });
    await run();
    await run();
    expect(await job(id)).toMatchObject({ state: 'submitting' });
    expect(await report({ task: 't9', final: false })).toBe(204);
    await run();
    expect(await job(id)).toMatchObject({ state: 'running' });
    expect(submissions).toHaveLength(1);
  });

  it.each([
    ['nothing is known of how long jobs take', null, 9],
    ['jobs take seconds', 20_000, 9],
    ['jobs take ten minutes', 600_000, 35],
  ])('is waited for where %s', async (_, takesMs, minutes) => {
    const { run, job, id, context } = await setup({
      vendor: {
        limits: { concurrency: 5, firstCheckMs: 1_000, checkEveryMs: 2_000, deadlineMs: 3_600_000 },
        webhook: { ...webhook, ticketOf: (task) => ({ id: task }) },
      },
      script: { submit: [{ kind: 'lost', failure: { kind: 'lost', detail: 'reset' } }] },
    });
    const key = await job(id);
    for (let seen = 0; takesMs !== null && seen < 10; seen += 1) {
      await context.durations.learn(key, { fromMs: takesMs, toMs: takesMs });
    }
    await run();
    const lostAtMs = context.clock.nowMs();
    // Each is at the next due time.
    for (let n = 0; n < 40 && (await job(id)).state === 'submitting'; n += 1) await run();
    const waitedMs = context.clock.nowMs() - lostAtMs;
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
    expect(waitedMs).toBeGreaterThan(takesMs ?? 60_000);
    expect(waitedMs).toBeLessThan(minutes * 60_000);
  });

  it('is not waited for where the vendor was given no address that it takes', async () => {
    const { run, job, id } = await setup({
      vendor: { webhook: { ...webhook, ticketOf: () => null } },
      script: { submit: [{ kind: 'lost', failure: { kind: 'lost', detail: 'reset' } }] },
    });
    await run();
    await run();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
  });

  it('finds a job again whose account is refused by now, at a vendor that honours keys', async () => {
    const { run, report, job, id, submissions } = await setup({
      vendor: { idempotent: true, webhook: { ...webhook, ticketOf: (task) => ({ id: task }) } },
      script: {
        submit: [
          { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } },
          { kind: 'refused', failure: { kind: 'out-of-credit', detail: 'the last were taken' } },
        ],
        check: [RUNNING],
      },
    });
    await run();
    await run();
    expect(await job(id)).toMatchObject({ state: 'submitting' });
    expect(await report({ task: 't9' })).toBe(204);
    await run();
    expect(await job(id)).toMatchObject({ state: 'running' });
    expect(submissions).toHaveLength(2);
  });

  it('cannot be given an address where nobody could reach it', async () => {
    const addresses = createWebhookAddresses({ publicUrl: null, secret: 's' });
    const { id } = await setup();
    expect(addresses.addressOf({ vendor: 'v', jobId: id, stepIndex: 0 })).toBeNull();
  });
});
