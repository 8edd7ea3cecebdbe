import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type SettingsChange } from '#domain/guild-settings.ts';
import { guildId, userId } from '#domain/ids.ts';
import type { GivenImage, Job } from '#domain/job.ts';
import type { PicturesResult } from '#domain/result.ts';
import {
  A_RESULT,
  CANCELLED,
  createWorld,
  DELIVERED,
  GUILD,
  MONTHLY,
  NOW,
  type OpenStore,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  USER,
  type World,
} from './store-world.ts';

const OTHER = userId('150000000000000002');
const ELSEWHERE = guildId('130000000000000002');
const LATER = NOW + 3_600_000;
const OLD = { endedBeforeMs: LATER, favoured: false, limit: 10 };

const key = (letter: string) => letter.repeat(64);
const picture = (letter: string) => ({
  key: key(letter),
  mediaType: 'image/png',
  width: 10,
  height: 10,
  bytes: 100,
});
const image = (letter: string): PicturesResult => ({
  kind: 'image',
  cells: [{ cell: 1, picture: picture(letter) }],
  composite: null,
  handle: { prompt: 'a lighthouse' },
  seed: null,
});
const given = (letter: string): GivenImage => ({ ...picture(letter), url: 'https://cdn/x.png' });

/** A delivered job whose one picture has this letter for a key. */
async function finished(world: World, letter: string, fields: Parameters<World['accept']>[0] = {}) {
  const job = await world.accept(fields);
  const result = image(letter);
  return world.save(
    job,
    SUBMIT_BEGAN,
    SUBMIT_ACCEPTED,
    { kind: 'result-archived', result },
    DELIVERED,
  );
}

/** Whose job an entry is about stands beside it in some lists. */
const NOBODY = { jobUserId: '0' };

const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id);

/** What is kept for how long. */
export function exerciseRetention(open: OpenStore): void {
  describe('links to a file', () => {
    it('show it while one job has it that was neither cancelled nor taken away', async () => {
      const world = await createWorld(open);
      const { store } = world;
      expect(await store.fileUse(key('a'))).toBe('unknown');
      const [one, two] = [await finished(world, 'a'), await finished(world, 'a')];
      const request = { request: { images: [given('a'), given('b')] } };
      const cancelled = await world.save(await world.accept(request), CANCELLED);
      expect(await store.fileUse(key('a'))).toBe('used');
      expect(await store.fileUse(key('b'))).toBe('withdrawn');
      const removed = { kind: 'removed', userId: USER, guildId: GUILD, atMs: NOW } as const;
      await store.saveRemark({ ...removed, jobId: one.id });
      await store.saveRemark({ ...removed, jobId: two.id, kind: 'favourite' });
      expect(await store.fileUse(key('a'))).toBe('used');
      await store.removeFiles([two.id], LATER);
      expect(await store.fileUse(key('a'))).toBe('withdrawn');
      expect(cancelled.state).toBe('cancelled');
    });

    it('stay withdrawn when whoever took the job down is forgotten', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const job = await finished(world, 'a');
      const removed = { jobId: job.id, kind: 'removed', guildId: GUILD, atMs: NOW } as const;
      await store.saveRemark({ ...removed, userId: OTHER });
      await store.forgetRest({ kind: 'person', userId: OTHER });
      expect(await store.fileUse(key('a'))).toBe('withdrawn');
      expect(JSON.stringify(await store.remarksOn(job.id))).not.toContain(OTHER);
    });
  });

  describe('retention of files', () => {
    it('lists ended jobs, the oldest first, favourites apart', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const [one, two, three] = [
        await finished(world, 'a'),
        await finished(world, 'b'),
        await finished(world, 'c'),
      ];
      await world.accept();
      await store.saveRemark({
        jobId: two.id,
        kind: 'favourite',
        userId: OTHER,
        guildId: GUILD,
        atMs: NOW,
      });
      expect(await store.jobsWithFiles(OLD)).toEqual(ids([one, three]));
      expect(await store.jobsWithFiles({ ...OLD, favoured: true })).toEqual([two.id]);
      expect(await store.jobsWithFiles({ ...OLD, limit: 1 })).toEqual([one.id]);
      expect(await store.jobsWithFiles({ ...OLD, endedBeforeMs: NOW })).toEqual([]);
    });

    it('leaves what an unfinished job builds on', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const parent = await finished(world, 'a');
      const child = await world.accept({ parentId: parent.id });
      expect(await store.jobsWithFiles(OLD)).toEqual([]);
      expect(await store.removeFiles([parent.id], LATER)).toEqual([]);
      expect((await store.findJob(parent.id))?.filesRemoved).toBeUndefined();
      await world.save(child, CANCELLED);
      expect(await store.jobsWithFiles(OLD)).toEqual(ids([parent, child]));
    });

    it('names files for removal once no kept job needs them', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const [one, twin] = [await finished(world, 'a'), await finished(world, 'a')];
      const asked = await finished(world, 'b', {
        request: { images: [given('c')], mask: key('d') },
      });
      expect(await store.removeFiles([one.id], LATER)).toEqual([]);
      expect(await store.findJob(one.id)).toMatchObject({ filesRemoved: true });
      expect(await store.removeFiles([twin.id], LATER)).toEqual([key('a')]);
      expect(await store.removeFiles([twin.id], LATER)).toEqual([]);
      expect((await store.removeFiles([asked.id], LATER)).toSorted()).toEqual(
        ['b', 'c', 'd'].map(key),
      );
      expect(await store.jobsWithFiles(OLD)).toEqual([]);
    });

    it('knows which of many files nobody needs', async () => {
      const world = await createWorld(open);
      await finished(world, 'a');
      // Of a job that has not even begun.
      await world.accept({ request: { images: [given('b')] } });
      expect(await world.store.unusedFiles(['a', 'b', 'e'].map(key))).toEqual([key('e')]);
    });
  });

  it('drops the facts of jobs that ended, and no others', async () => {
    const world = await createWorld(open);
    const { store } = world;
    const [done, waiting, begun] = [
      await finished(world, 'a'),
      await world.accept(),
      await world.save(await world.accept(), SUBMIT_BEGAN),
    ];
    const names = [
      ...[done, waiting, begun].map(({ id }) => `task/${id}/0/studio`),
      `task/${done.id}/1/studio`,
      'task/of-nothing',
      `tasks/${done.id}`,
      `task0/${done.id}`,
      'task',
    ];
    for (const name of names) await store.saveFact(name, 'noted');
    expect(await store.dropFactsOfEnded('task')).toBe(3);
    const left = await Promise.all(names.map((name) => store.readFact(name)));
    expect(names.filter((_, place) => left[place] !== null)).toEqual([
      `task/${waiting.id}/0/studio`,
      `task/${begun.id}/0/studio`,
      `tasks/${done.id}`,
      `task0/${done.id}`,
      'task',
    ]);
  });

  describe('forgetting words', () => {
    it('takes prompt, given pictures and what a vendor noted, and keeps who, when and what it cost', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const fields = { request: { prompt: 'a secret', images: [given('c')] } };
      const job = await finished(world, 'a', fields);
      expect(await store.forgetWords(NOW, LATER, 10)).toEqual({ jobs: 0, files: [] });
      expect(await store.forgetWords(LATER, LATER, 10)).toEqual({ jobs: 1, files: [key('c')] });
      expect(await store.forgetWords(LATER, LATER, 10)).toEqual({ jobs: 0, files: [] });
      const kept = await store.findJob(job.id);
      expect(kept).toMatchObject({
        forgotten: true,
        origin: { userId: USER, interactionToken: '', userName: '' },
        request: { prompt: '' },
        priceCredits: job.priceCredits,
        result: { handle: null, cells: image('a').cells },
      });
      expect(kept?.request.images).toBeUndefined();
      expect(JSON.stringify(kept)).not.toContain('secret');
    });

    it('leaves unfinished jobs alone', async () => {
      const world = await createWorld(open);
      const job = await world.accept();
      expect(await world.store.forgetWords(LATER, LATER, 10)).toEqual({ jobs: 0, files: [] });
      expect(await world.store.findJob(job.id)).toMatchObject({ request: job.request });
    });
  });

  describe('forgetting a person', () => {
    it('takes names, words and files from every server, and no booking', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const mine = await finished(world, 'a');
      const away = await finished(world, 'b', { origin: { guildId: ELSEWHERE } });
      const others = await finished(world, 'c', { origin: { userId: OTHER } });
      await store.changeMemberSettings(USER, { suffix: '--raw' });
      await store.saveRemark({
        jobId: others.id,
        kind: 'favourite',
        userId: USER,
        guildId: GUILD,
        atMs: NOW,
      });
      const whose = { kind: 'person', userId: USER } as const;
      const before = await store.account(GUILD, MONTHLY, NOW);
      const entries = await store.entriesBefore(GUILD, null, 50, 'all');

      expect(await store.jobsOfPerson(USER, 10)).toEqual(ids([away, mine]));
      expect(await store.jobsOfPerson(USER, 1)).toEqual(ids([away]));
      const forgotten = await store.forgetJobs(whose, LATER, 10);
      expect(forgotten.jobs).toBe(2);
      expect([...forgotten.files].toSorted()).toEqual([key('a'), key('b')]);
      expect(await store.forgetJobs(whose, LATER, 10)).toEqual({ jobs: 0, files: [] });
      await store.forgetRest(whose);

      expect(await store.jobsOfPerson(USER, 10)).toEqual([]);
      for (const { id } of [mine, away]) {
        const kept = await store.findJob(id);
        expect(kept).toMatchObject({
          filesRemoved: true,
          forgotten: true,
          request: { prompt: '' },
        });
        expect(JSON.stringify(kept)).not.toContain(USER);
      }
      expect(await store.findJob(others.id)).toMatchObject({ origin: { userId: OTHER } });
      expect(await store.remarksOn(others.id)).toEqual([]);
      expect((await store.memberSettings(USER)).suffix).toBe('');
      expect(await store.account(GUILD, MONTHLY, NOW)).toEqual(before);
      // The bookings are as they were; whose job each was is no longer known.
      const booked = (await store.entriesBefore(GUILD, null, 50, 'all')).map((entry) => ({
        ...entry,
        ...NOBODY,
      }));
      expect(booked).toEqual(entries.map((entry) => ({ ...entry, ...NOBODY })));
      const used = await store.usageByMember(
        GUILD,
        { fromDay: '2026-01-01', toDay: '2027-01-01' },
        10,
      );
      expect(JSON.stringify(used)).not.toContain(USER);
      expect(used.reduce((sum, { credits }) => sum + credits, 0)).toBe(2 * mine.priceCredits);
    });

    it('waits for what is unfinished', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const whose = { kind: 'person', userId: USER } as const;
      const parent = await finished(world, 'a');
      const job = await world.accept({ parentId: parent.id });
      expect(await store.unfinishedOf(whose)).toBe(1);
      expect(await store.forgetJobs(whose, LATER, 10)).toEqual({ jobs: 0, files: [] });
      await world.save(job, CANCELLED);
      expect(await store.unfinishedOf(whose)).toBe(0);
      expect((await store.forgetJobs(whose, LATER, 10)).jobs).toBe(2);
    });
  });

  describe('forgetting a server', () => {
    it('takes the names and words of all its jobs, its settings, and nothing of others', async () => {
      const world = await createWorld(open);
      const { store } = world;
      const here = await finished(world, 'a');
      const too = await finished(world, 'b', { origin: { userId: OTHER } });
      const away = await finished(world, 'c', { origin: { guildId: ELSEWHERE } });
      const whose = { kind: 'server', guildId: GUILD } as const;
      expect(await store.unfinishedOf(whose)).toBe(0);
      expect((await store.forgetJobs(whose, LATER, 1)).jobs).toBe(1);
      expect((await store.forgetJobs(whose, LATER, 10)).jobs).toBe(1);
      expect(await store.forgetJobs(whose, LATER, 10)).toEqual({ jobs: 0, files: [] });
      await store.forgetRest(whose);
      for (const { id } of [here, too]) {
        expect(await store.findJob(id)).toMatchObject({ forgotten: true, origin: { userId: '0' } });
      }
      expect(await store.findJob(away.id)).toMatchObject({ request: away.request });
      expect(A_RESULT.cells).toHaveLength(3);
    });

    it('takes what its administrators set, and leaves what operators decided about it', async () => {
      const { store } = await createWorld(open);
      const changes: readonly SettingsChange[] = [
        { kind: 'limits', limits: { memberCap: 5 } },
        { kind: 'words', add: ['a word'], remove: [] },
        { kind: 'quota', quota: { monthlyCredits: 0 } },
        { kind: 'blocked', reason: 'spam' },
      ];
      for (const [place, change] of changes.entries()) {
        await store.changeSettings(GUILD, change, { key: `act:${place}`, author: '1', atMs: NOW });
      }
      for (const guild of [GUILD, ELSEWHERE]) {
        await store.forgetRest({ kind: 'server', guildId: guild });
      }
      expect(await store.guildSettings(GUILD)).toEqual({
        ...DEFAULT_SETTINGS,
        quota: { ...DEFAULT_SETTINGS.quota, monthlyCredits: 0 },
        blocked: 'spam',
      });
      expect(await store.guildSettings(ELSEWHERE)).toEqual(DEFAULT_SETTINGS);
    });
  });
}
