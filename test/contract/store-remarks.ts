import { describe, expect, it } from 'vitest';
import { guildId, userId } from '#domain/ids.ts';
import type { RemarkKind } from '#domain/remark.ts';
import {
  ARCHIVED,
  createWorld,
  DELIVERED,
  GUILD,
  NOW,
  type OpenStore,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  USER,
  type World,
} from './store-world.ts';

const OTHER = userId('150000000000000002');
const ELSEWHERE = guildId('130000000000000002');

async function remarked(world: World) {
  const job = await world.accept();
  const say = (kind: RemarkKind, by = USER, atMs = NOW, where = GUILD) =>
    world.store.saveRemark({ jobId: job.id, kind, userId: by, guildId: where, atMs });
  return { job, say };
}

/** What people made of jobs, and results that are wanted by direct message too. */
export function exerciseRemarks(open: OpenStore): void {
  describe('remarks', () => {
    it('count once for each person and kind', async () => {
      const world = await createWorld(open);
      const { job, say } = await remarked(world);
      expect(await say('favourite')).toBe(true);
      expect(await say('favourite', USER, NOW + 5)).toBe(false);
      expect(await say('report')).toBe(true);
      expect(await say('favourite', OTHER, NOW + 1)).toBe(true);
      const known = await world.store.remarksOn(job.id);
      expect(known.map(({ kind, userId: by, atMs }) => [kind, by, atMs])).toEqual([
        ['favourite', USER, NOW],
        ['report', USER, NOW],
        ['favourite', OTHER, NOW + 1],
      ]);
    });

    it('are dropped alone', async () => {
      const world = await createWorld(open);
      const { job, say } = await remarked(world);
      await say('favourite');
      await say('report');
      const mine = { jobId: job.id, kind: 'favourite', userId: USER } as const;
      expect(await world.store.dropRemark({ ...mine, userId: OTHER })).toBe(false);
      expect(await world.store.dropRemark(mine)).toBe(true);
      expect(await world.store.dropRemark(mine)).toBe(false);
      expect((await world.store.remarksOn(job.id)).map(({ kind }) => kind)).toEqual(['report']);
    });

    it('list a person’s favourites of one server, newest first', async () => {
      const world = await createWorld(open);
      const [first, second, third] = [
        await remarked(world),
        await remarked(world),
        await remarked(world),
      ];
      await second.say('favourite', USER, NOW + 2);
      await first.say('favourite', USER, NOW + 1);
      await third.say('favourite', USER, NOW + 3, ELSEWHERE);
      await third.say('report', USER, NOW + 4);
      await first.say('favourite', OTHER, NOW + 9);
      const ids = async (limit: number) =>
        (await world.store.favouriteJobs(GUILD, USER, limit)).map(({ id }) => id);
      expect(await ids(5)).toEqual([second.job.id, first.job.id]);
      expect(await ids(1)).toEqual([second.job.id]);
    });

    it('count a person’s reports since a time, in all servers', async () => {
      const world = await createWorld(open);
      const [first, second, third] = [
        await remarked(world),
        await remarked(world),
        await remarked(world),
      ];
      await first.say('report', USER, NOW + 1);
      await second.say('report', USER, NOW + 2, ELSEWHERE);
      await third.say('report', OTHER, NOW + 3);
      await third.say('favourite', USER, NOW + 4);
      expect(await world.store.reportsBy(USER, NOW)).toBe(2);
      expect(await world.store.reportsBy(USER, NOW + 1)).toBe(1);
      expect(await world.store.reportsBy(OTHER, NOW + 3)).toBe(0);
    });

    it('count reports by job, the latest report first', async () => {
      const world = await createWorld(open);
      const [first, second] = [await remarked(world), await remarked(world)];
      await first.say('report', OTHER, NOW + 1);
      await first.say('report', USER, NOW + 7);
      await second.say('report', USER, NOW + 3);
      await second.say('favourite', OTHER, NOW + 9);
      const reported = await world.store.reportedJobs(5);
      expect(reported.map(({ job, ...rest }) => ({ id: job.id, ...rest }))).toEqual([
        { id: first.job.id, reports: 2, lastAtMs: NOW + 7, firstUserId: OTHER },
        { id: second.job.id, reports: 1, lastAtMs: NOW + 3, firstUserId: USER },
      ]);
      expect(await world.store.reportedJobs(1)).toHaveLength(1);
    });
  });

  describe('copies by direct message', () => {
    it('are recorded with the delivery, and with it alone', async () => {
      const world = await createWorld(open);
      const { store } = world;
      await world.accept();
      const [claimed] = await world.claim();
      if (claimed === undefined) throw new Error('nothing was claimed');
      const ready = await world.save(claimed, SUBMIT_BEGAN, SUBMIT_ACCEPTED, ARCHIVED);
      const stale = { ...ready, revision: ready.revision - 1 };
      expect(await store.saveEvent(stale, DELIVERED, NOW, { sendsCopy: true })).toEqual({
        kind: 'stale',
      });
      expect(await store.copiesToSend()).toEqual([]);
      await store.saveEvent(ready, DELIVERED, NOW + 4, { sendsCopy: true });
      const copy = { jobId: claimed.id, attempted: false, atMs: NOW + 4 };
      expect(await store.copiesToSend()).toEqual([copy]);
      await store.copyAttempted(claimed.id);
      expect(await store.copiesToSend()).toEqual([{ ...copy, attempted: true }]);
      await store.endCopy(claimed.id);
      expect(await store.copiesToSend()).toEqual([]);
    });
  });
}
