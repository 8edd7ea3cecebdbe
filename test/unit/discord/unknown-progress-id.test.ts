/**
 * A progress message whose id nobody told: the answer was given in an HTTP response, or the request's answer was lost. How:
 * the message is on a playground, and the job does not have its id.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import type { JobFields } from '#test/fixtures/discord-job.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const shown = () => edge.member.sees(edge.channelId);
const contents = () => shown().map(({ content }) => content);
const RESULT = expect.stringMatching(/\(fast\)$/);
const requests = (route: string) => edge.playground.traffic.count(route);

/** A job of `/imagine` without the id of its message, which is returned as well. */
async function unknown(wish: JobFields = {}): Promise<{ readonly job: Job; readonly id: string }> {
  const job = await edge.acceptedJob(wish);
  return { job: { ...job, progressMessageId: null }, id: shown()[0]?.id ?? '' };
}

const post = (job: Job) =>
  edge.messenger.postFinal({
    job: { ...job, state: 'delivering' },
    attachments: [],
    leftOut: 0,
    buttons: [{ action: 'reroll', cell: null }],
    pressed: [],
    mayExist: false,
  });
const learned = (job: Job) => vi.waitUntil(() => edge.learned.get(job.id), { timeout: 60_000 });

describe('a progress message of unknown id', () => {
  test('is known from its first edit on', async () => {
    const { job, id } = await unknown();
    edge.messenger.offerProgress({ ...job, progressPercent: 40 }, null);
    expect(await learned(job)).toBe(id);
    expect(requests('get-original')).toBe(0);
    expect(contents()).toEqual([expect.stringContaining('(40%)')]);
  });

  test('is edited, searched for once, when its token has died', async () => {
    const { job, id } = await unknown();
    edge.clock.advance(20 * 60_000);
    edge.messenger.offerProgress({ ...job, progressPercent: 40 }, null);
    expect(await learned(job)).toBe(id);
    expect(contents()).toEqual([expect.stringContaining('(40%)')]);
    expect(requests('list-messages')).toBe(1);
  });

  test('is what the result of a command replies to, and goes', async () => {
    const { job, id } = await unknown();
    await post(job);
    expect(contents()).toEqual([RESULT]);
    expect(shown()[0]?.message_reference?.message_id).toBe(id);
  });

  test('is not asked for where the result replies to another message', async () => {
    const { job } = await unknown();
    const source = await edge.acceptedJob();
    const sourceMessageId = source.progressMessageId ?? messageId('1');
    await post({ ...job, origin: { ...job.origin, sourceMessageId } });
    expect(requests('get-original')).toBe(0);
    expect(contents()).toEqual([expect.stringContaining('Waiting'), RESULT]);
  });

  test('becomes the private result in its place', async () => {
    const { job, id } = await unknown({ request: { visibility: 'stealth' } });
    expect(await post(job)).toMatchObject({ kind: 'posted', messageId: id });
    expect(contents()).toEqual([expect.stringMatching(/\(fast, stealth\)$/)]);
  });

  test('is asked for again later where Discord is down', async () => {
    const { job } = await unknown();
    edge.playground.fault({ kind: 'refuse', route: 'get-original', status: 503 });
    expect((await post(job)).kind).toBe('retry');
    await post(job);
    expect(contents()).toEqual([RESULT]);
  });
});

describe('a message that Discord does not know of yet', () => {
  const UNKNOWN = { kind: 'refuse', status: 404, code: 10015, times: 2 } as const;
  const passed = async (...waits: readonly number[]) => {
    for (const wait of waits) {
      await edge.waitedFor((ms) => ms === wait);
      edge.clock.advance(wait);
    }
  };

  test('is edited a moment later', async () => {
    const { job, id } = await unknown();
    edge.playground.fault({ ...UNKNOWN, route: 'edit-original' });
    edge.messenger.offerProgress({ ...job, progressPercent: 40 }, null);
    await passed(25, 75);
    expect(await learned(job)).toBe(id);
    expect(contents()).toEqual([expect.stringContaining('(40%)')]);
  });

  test('does not stay when the result comes at once', async () => {
    const { job } = await unknown();
    edge.playground.fault({ ...UNKNOWN, route: 'delete-original' });
    const source = await edge.acceptedJob();
    const sourceMessageId = source.progressMessageId ?? messageId('1');
    const posted = post({ ...job, origin: { ...job.origin, sourceMessageId } });
    await passed(25, 75);
    expect((await posted).kind).toBe('posted');
    expect(contents()).toEqual([expect.stringContaining('Waiting'), RESULT]);
  });

  test('is not waited for when the answer is long ago', async () => {
    const { job } = await unknown();
    edge.clock.advance(60_000);
    edge.playground.fault({ ...UNKNOWN, route: 'edit-original', times: 1 });
    await edge.messenger.showNotice({ ...job, state: 'cancelled' });
    expect(requests('edit-original')).toBe(1);
  });
});
