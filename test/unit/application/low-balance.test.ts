/**
 * How: jobs use up a server's credits in a real store; what is posted to Discord is scripted, and the
 * clock moves when the test says so.
 */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createLowBalanceNotifier,
  type NoticePost,
} from '#application/accounts/low-balance-notifier.ts';
import { createApplication } from '#application/create-application.ts';
import { lowBalanceMessage } from '#discord/delivery/post-low-balance.ts';
import { channelId } from '#domain/ids.ts';
import { translatorFor } from '#i18n/translator.ts';
import { createManualClock } from '#playground/discord/clock.ts';
import type { Clock } from '#ports/clock.ts';
import type { LowBalance } from '#ports/credit-store.ts';
import { START_MS, setupContext } from '#test/fixtures/app-context.ts';
import { aJob } from '#test/fixtures/jobs.ts';

const GUILD = aJob().origin.guildId;
type Outcome = Awaited<ReturnType<NoticePost>>;

/** A server with 40 credits, which is five grids, and everything it is told. */
async function setup(outcomes: readonly Outcome[]) {
  const world = await setupContext({ monthlyCredits: 40, memberQueue: { running: 9, waiting: 9 } });
  onTestFinished(() => world.close());
  const { store } = world.context;
  const limits = { noticeChannelId: channelId('140000000000000001') };
  const act = { key: 'act:1', author: '1', atMs: START_MS };
  await store.changeSettings(GUILD, { kind: 'limits', limits }, act);
  const manual = createManualClock(START_MS);
  const clock: Clock = {
    nowMs: manual.nowMs,
    sleepUntil: (atMs, signal) =>
      new Promise((resolve) => {
        const cancel = manual.schedule(Math.max(0, atMs - manual.nowMs()), resolve);
        signal.addEventListener('abort', () => {
          cancel();
          resolve();
        });
      }),
  };
  const posts: LowBalance[] = [];
  const left = [...outcomes];
  const post: NoticePost = async (notice) => {
    posts.push(notice);
    return left.shift() ?? 'shown';
  };
  const { log } = world.context;
  const disk = { isFull: false };
  const noticeShown: typeof store.noticeShown = async (notice) => {
    if (disk.isFull) throw new Error('database or disk is full');
    return store.noticeShown(notice);
  };
  const start = () => {
    const told = { noticesToShow: () => store.noticesToShow(), noticeShown };
    const teller = createLowBalanceNotifier({ store: told, post, clock, log });
    onTestFinished(() => teller.close());
    return teller;
  };
  const imagine = () =>
    createApplication(world.context).requestImagine({ origin: world.origin(), prompt: 'fog' });
  /** Everything that can happen by now has happened. */
  const settle = async () => {
    for (let i = 0; i < 50; i++) await setImmediate();
  };
  const pass = async (ms: number) => {
    manual.advance(ms);
    await settle();
  };
  return { world, start, imagine, posts, settle, pass, disk };
}

const percents = (posts: readonly LowBalance[]) => posts.map((one) => one.thresholdPercent);

describe('a low balance', () => {
  it('is told once at 20 % and once at 0', async () => {
    const { start, imagine, posts, settle } = await setup([]);
    const teller = start();
    for (let i = 0; i < 6; i++) {
      await imagine();
      teller.tell();
      teller.tell();
      await settle();
    }
    expect(percents(posts)).toEqual([20, 0]);
    expect(posts[0]).toMatchObject({ available: 8, quota: 40 });
  });

  it('that could not be posted is tried again by itself, later and later, until it is', async () => {
    const { start, imagine, posts, settle, pass } = await setup(['retry', 'retry', 'shown']);
    const teller = start();
    for (let i = 0; i < 4; i++) await imagine();
    teller.tell();
    await settle();
    expect(posts).toHaveLength(1);
    await pass(4_999);
    expect(posts).toHaveLength(1);
    await pass(1);
    expect(posts).toHaveLength(2);
    await pass(9_999);
    expect(posts).toHaveLength(2);
    await pass(1);
    expect(posts).toHaveLength(3);
    await pass(3_600_000);
    expect(percents(posts)).toEqual([20, 20, 20]);
  });

  it('that could not be posted is told after a restart', async () => {
    const { start, imagine, posts, settle } = await setup(['retry']);
    const before = start();
    for (let i = 0; i < 4; i++) await imagine();
    before.tell();
    await settle();
    await before.close();
    start().tell();
    await settle();
    expect(percents(posts)).toEqual([20, 20]);
  });

  it('that the disk did not take is posted once, and is over as soon as it does', async () => {
    const { start, imagine, posts, settle, pass, disk, world } = await setup([]);
    const teller = start();
    for (let i = 0; i < 4; i++) await imagine();
    disk.isFull = true;
    teller.tell();
    await settle();
    for (let tries = 0; tries < 3; tries++) await pass(600_000);
    disk.isFull = false;
    await pass(600_000);
    expect(percents(posts)).toEqual([20]);
    expect(await world.context.store.noticesToShow()).toEqual([]);
  });

  it('is not tried again where nobody can write, and not after the teller was closed', async () => {
    const { start, imagine, posts, settle, pass } = await setup(['impossible', 'retry']);
    const teller = start();
    for (let i = 0; i < 4; i++) await imagine();
    teller.tell();
    await settle();
    await pass(3_600_000);
    expect(posts).toHaveLength(1);
    await imagine();
    teller.tell();
    await settle();
    await teller.close();
    await pass(3_600_000);
    expect(percents(posts)).toEqual([20, 0]);
  });

  it('of a period that is over is told to nobody', async () => {
    const { start, imagine, posts, settle, pass } = await setup(['retry']);
    const teller = start();
    for (let i = 0; i < 4; i++) await imagine();
    teller.tell();
    await settle();
    await pass(31 * 86_400_000);
    expect(posts).toHaveLength(1);
  });
});

describe('what a server reads', () => {
  const said = async (lastJobs: number) => {
    const { imagine, world } = await setup([]);
    await world.context.store.adjustCredits(
      { guildId: GUILD, amount: 2, reason: 'a test', key: 'adjust:1', author: '1' },
      40,
      START_MS,
    );
    for (let i = 0; i < lastJobs; i++) await imagine();
    const notices = await world.context.store.noticesToShow();
    const last = notices.find((notice) => notice.thresholdPercent === 0);
    if (last === undefined) return null;
    return lowBalanceMessage(translatorFor('en-US'), last).embeds?.[0]?.description ?? '';
  };

  it('names what is left, and what the request that it does not pay for needs', async () => {
    // 42 credits are five grids of 8.
    expect(await said(5)).toBeNull();
    const text = await said(6);
    expect(text).toMatch(/^2 credits are left, and a request that needs 8 was refused\./);
    expect(text).not.toContain('used up');
  });
});
