/** How: jobs over a real store and archive are erased; database and disk are read for what must be gone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { eraseGoneServers } from '#application/retention/gone-servers.ts';
import { type GuildId, guildId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;
const OTHER = userId('150000000000000009');
const ELSEWHERE = guildId('130000000000000009');

let world: Awaited<ReturnType<typeof setupContext>>;
beforeEach(async () => {
  world = await setupContext({ memberQueue: { running: 50, waiting: 50 } });
});
afterEach(() => world.close());

const application = () => createApplication(world.context);

async function asked(prompt: string, origin = world.origin()): Promise<Job> {
  const outcome = await application().requestImagine({ origin, prompt });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  return outcome.job;
}

async function finished(prompt: string, origin = world.origin()): Promise<Job> {
  const { id } = await asked(prompt, origin);
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n += 1) await world.run();
  return world.job(id);
}

async function filesOnDisk(): Promise<number> {
  let count = 0;
  for await (const _ of world.archive.files()) count += 1;
  return count;
}

describe('a person', () => {
  it('gets everything that is kept of them, and nothing of others', async () => {
    const mine = await finished('my own fox');
    const others = await finished('another’s fox', world.origin({ userId: OTHER }));
    const { userId: me, guildId: here } = mine.origin;
    await application().members.change(me, { suffix: '--raw' });
    const remark = { jobId: mine.id, kind: 'favourite', guildId: here, atMs: 1_000 } as const;
    await world.context.store.saveRemark({ ...remark, userId: me });
    await world.context.store.saveRemark({ ...remark, jobId: others.id, userId: OTHER });
    const { jobs, text } = await application().privacy.exportOf(me, MIB);
    expect(jobs).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      person: me,
      settings: { suffix: '--raw' },
      remarks: [{ kind: 'favourite', job: mine.id, at: '1970-01-01T00:00:01.000Z' }],
      jobs: [{ id: mine.id, prompt: 'my own fox', state: 'done', credits: mine.priceCredits }],
    });
    expect(text).not.toContain('another');
  });

  it('gets the newest jobs where all of them are more than Discord takes in a file', async () => {
    const prompts = Array.from({ length: 12 }, (_, place) => `fox ${place} ${'ä'.repeat(1_500)}`);
    let { userId: me } = world.origin();
    for (const prompt of prompts) {
      world.pass(1_000);
      ({ userId: me } = (await asked(prompt)).origin);
    }
    const { jobs, text } = await application().privacy.exportOf(me, 16_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_000);
    expect(jobs).toBeGreaterThan(2);
    const listed: readonly { readonly prompt: string }[] = JSON.parse(text).jobs;
    expect(listed.map(({ prompt }) => prompt)).toEqual(prompts.slice(-jobs).toReversed());
    expect(await application().privacy.exportOf(me, MIB)).toMatchObject({ jobs: 12 });
  });

  it('is told of no page for what was made in stealth, since none shows it', async () => {
    await world.close();
    world = await setupContext({ publicUrl: 'https://bot.example' });
    const { id, origin } = await finished('a hidden fox --stealth');
    await finished('an open fox', world.origin());
    const { text } = await application().privacy.exportOf(origin.userId, MIB);
    const jobs: readonly { readonly id: string; readonly page: string | null }[] =
      JSON.parse(text).jobs;
    expect(jobs.map((job) => (job.page === null ? null : job.id === id))).toEqual([false, null]);
  });

  it('is forgotten, on the disk too, and no button works any more', async () => {
    const mine = await finished('my own fox');
    expect(await filesOnDisk()).toBeGreaterThan(0);
    const { userId: me, guildId: here } = mine.origin;
    expect(await application().privacy.erase({ kind: 'person', userId: me })).toEqual({
      kind: 'erased',
      jobs: 1,
    });
    expect(await filesOnDisk()).toBe(0);
    expect(JSON.stringify(await world.job(mine.id))).not.toMatch(new RegExp(`fox|${me}|ada`));
    const pressed = await application().requestFollowUp({
      origin: world.origin(),
      parentId: mine.id,
      button: { action: 'reroll', cell: null },
    });
    expect(pressed).toEqual({ kind: 'rejected', rejection: { kind: 'words-removed' } });
    const place = { channelId: mine.origin.channelId };
    const request = { guildId: here, userId: me, place, jobId: mine.id };
    expect(await application().showJob(request)).toEqual(pressed);
    expect(await application().privacy.exportOf(me, MIB)).toMatchObject({ jobs: 0 });
    const account = await world.context.store.account(here, 2000, world.context.clock.nowMs());
    expect(account.spent).toBe(mine.priceCredits);
  });

  it('keeps files that somebody else’s job has as well', async () => {
    // The scripted vendor makes the same pictures for everybody.
    await finished('my own fox');
    const others = await finished('another’s fox', world.origin({ userId: OTHER }));
    const before = await filesOnDisk();
    await application().privacy.erase({ kind: 'person', userId: world.origin().userId });
    expect(await filesOnDisk()).toBe(before);
    expect((await world.job(others.id)).request.prompt).toContain('another');
  });

  it('has to let unfinished jobs end first', async () => {
    const job = await asked('my own fox');
    const whose = { kind: 'person', userId: job.origin.userId } as const;
    expect(await application().privacy.erase(whose)).toEqual({ kind: 'unfinished', jobs: 1 });
    expect((await world.job(job.id)).request.prompt).toBe('my own fox');
  });

  it('has to let the jobs end that others make of theirs', async () => {
    const mine = await finished('my own fox');
    const pressed = await application().requestFollowUp({
      origin: world.origin({ userId: OTHER }),
      parentId: mine.id,
      button: { action: 'vary', cell: 1 },
    });
    expect(pressed.kind).toBe('accepted');
    const whose = { kind: 'person', userId: mine.origin.userId } as const;
    expect(await application().privacy.erase(whose)).toEqual({ kind: 'unfinished', jobs: 1 });
    for (let n = 0; n < 9; n += 1) await world.run();
    expect(await application().privacy.erase(whose)).toEqual({ kind: 'erased', jobs: 1 });
    expect((await world.job(mine.id)).request.prompt).toBe('');
  });
});

describe('a server that took the bot out', () => {
  const look = (present: readonly GuildId[] | null) =>
    eraseGoneServers({
      store: world.context.store,
      listServers: async () => (present === null ? null : new Set(present)),
      erase: application().privacy.erase,
      afterMs: 30 * DAY_MS,
      clock: world.context.clock,
      log: { info: () => {} },
    });
  const promptOf = async (job: Job) => (await world.job(job.id)).request.prompt;

  it('is erased when it has been gone for long enough, and no other', async () => {
    const gone = await finished('a fox');
    const here = await finished('an owl', world.origin({ guildId: ELSEWHERE }));
    await look([ELSEWHERE]);
    world.pass(29 * DAY_MS);
    await look([ELSEWHERE]);
    expect(await promptOf(gone)).toBe('a fox');
    world.pass(2 * DAY_MS);
    await look(null);
    expect(await promptOf(gone)).toBe('a fox');
    await look([ELSEWHERE]);
    expect(await promptOf(gone)).toBe('');
    expect(await promptOf(here)).toBe('an owl');
  });

  it('is as it was when it comes back in time', async () => {
    const job = await finished('a fox');
    const { guildId: here } = job.origin;
    await look([]);
    world.pass(20 * DAY_MS);
    await look([here]);
    world.pass(20 * DAY_MS);
    await look([]);
    world.pass(20 * DAY_MS);
    await look([]);
    expect(await promptOf(job)).toBe('a fox');
  });
});
