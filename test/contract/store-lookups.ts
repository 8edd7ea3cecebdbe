import { describe, expect, it } from 'vitest';
import { guildId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import {
  ARCHIVED,
  createWorld,
  entriesOf,
  FAILED,
  GUILD,
  MONTHLY,
  NOW,
  type OpenStore,
  PRICE,
  USER,
  unknownId,
  WAYS,
} from './store-world.ts';

const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id);
const ELSEWHERE = guildId('130000000000000002');
const SOMEBODY = userId('150000000000000002');

/** What is found, and what is not. */
export function exerciseLookups(open: OpenStore): void {
  describe('looking up', () => {
    it('finds a job by its id and by its interaction', async () => {
      const { store, accept } = await createWorld(open);
      const job = await accept();
      expect(await store.findJob(job.id)).toEqual(job);
      expect(await store.findJobByInteraction(job.origin.interactionId)).toEqual(job);
    });

    it('finds nothing where there is nothing', async () => {
      const { store } = await createWorld(open);
      expect(await store.findJob(unknownId())).toBeNull();
      expect(await store.findJobByInteraction('1')).toBeNull();
      expect(await store.stepsOf(unknownId())).toEqual([]);
      expect(await store.pressedOn(unknownId())).toEqual([]);
      expect(await entriesOf(store, GUILD, 10)).toEqual([]);
      expect(await store.readFact('nothing')).toBeNull();
    });

    it('lists a person’s newest jobs in a server, theirs alone', async () => {
      const { store, accept } = await createWorld(open);
      const mine = [await accept(), await accept(), await accept()];
      await accept({ origin: { guildId: ELSEWHERE } });
      await accept({ origin: { userId: SOMEBODY } });
      expect(ids(await store.recentJobs(GUILD, USER, 2))).toEqual(ids(mine.slice(1).reverse()));
    });

    it('lists what was made of a job, and no more than asked for', async () => {
      const { store, accept } = await createWorld(open);
      const parent = await accept();
      const children = [
        await accept({ parentId: parent.id, rootId: parent.id }),
        await accept({ parentId: parent.id, rootId: parent.id }),
        await accept({ parentId: parent.id, rootId: parent.id }),
      ];
      expect(ids(await store.childJobs(parent.id, 10)).sort()).toEqual(ids(children));
      expect(await store.childJobs(parent.id, 2)).toHaveLength(2);
      expect(await store.childJobs(unknownId(), 10)).toEqual([]);
    });

    it('keeps a link until an hour after its end, and one open link for its owner', async () => {
      const { store } = await createWorld(open);
      const link = (key: string, owner: string, endsAtMs: number) => ({
        key,
        owner,
        value: `what ${key} says`,
        expiresAtMs: endsAtMs,
      });
      const first = link('first', 'ada/picture', NOW + 1_000);
      await store.addLink(first, NOW);
      expect(await store.readLink('first')).toEqual(first);
      expect(await store.readLink('other')).toBeNull();
      await store.changeLink('first', 'more');
      expect(await store.readLink('first')).toEqual({ ...first, value: 'more' });
      await store.addLink(link('second', 'ada/picture', NOW + 2_000), NOW);
      expect(await store.readLink('first')).toBeNull();
      await store.changeLink('second', '');
      await store.addLink(link('third', 'ada/picture', NOW + 3_000), NOW);
      expect(await store.readLink('second')).toMatchObject({ value: '' });
      const hour = 60 * 60_000;
      await store.addLink(link('fourth', 'bob/picture', NOW + 3 * hour), NOW + 2_500 + hour);
      expect(await store.readLink('second')).toBeNull();
      expect(await store.readLink('third')).not.toBeNull();
    });

    it('lists what is unfinished, in the order it was asked', async () => {
      const { store, accept, save } = await createWorld(open);
      const unfinished = [
        await accept(),
        await save(await accept(), ...WAYS.submitting),
        await save(await accept(), ...WAYS.running),
        await save(await accept(), ...WAYS.delivering),
      ];
      await save(await accept(), ...WAYS.done);
      await save(await accept(), FAILED);
      await accept({ origin: { userId: SOMEBODY } });
      expect(await store.unfinishedJobs(GUILD, USER)).toEqual(unfinished);
    });

    it('lists results that could not be posted, newest first', async () => {
      const { store, accept, save } = await createWorld(open);
      const withhold = async () => save(await accept(), ARCHIVED, { kind: 'result-withheld' });
      const withheld = [await withhold(), await withhold()];
      await save(await accept(), ...WAYS.done);
      await save(await accept(), ARCHIVED);
      expect(await store.withheldJobs(GUILD, USER, 10)).toEqual(withheld.reverse());
      expect(await store.withheldJobs(GUILD, USER, 1)).toHaveLength(1);
      expect(await store.withheldJobs(GUILD, SOMEBODY, 10)).toEqual([]);
    });

    it('tells what was pressed on a job, each once', async () => {
      const { store, accept } = await createWorld(open);
      const parent = await accept();
      const press = (request: Pick<Job['request'], 'action' | 'cell'>) =>
        accept({ parentId: parent.id, request, priceCredits: 0 });
      await press({ action: 'upscale', cell: 2 });
      await press({ action: 'upscale', cell: 2 });
      await press({ action: 'vary', cell: 2 });
      await press({ action: 'reroll', cell: null });
      const pressed = await store.pressedOn(parent.id);
      expect(pressed).toHaveLength(3);
      expect(pressed).toEqual(
        expect.arrayContaining([
          { action: 'upscale', cell: 2 },
          { action: 'vary', cell: 2 },
          { action: 'reroll', cell: null },
        ]),
      );
    });

    it('keeps the servers’ accounts and entries apart', async () => {
      const { store, accept, account } = await createWorld(open);
      await accept({ origin: { guildId: ELSEWHERE } });
      expect(await account()).toMatchObject({ available: MONTHLY, reserved: 0 });
      expect(await entriesOf(store, ELSEWHERE, 10)).toHaveLength(2);
      expect(await entriesOf(store, GUILD, 10)).toHaveLength(1);
    });

    it('counts what is unfinished, and what that reserves', async () => {
      const { store, accept, save } = await createWorld(open);
      expect(await store.gauges()).toEqual({
        unfinished: {},
        reservedCredits: 0,
        oldestQueuedAtMs: null,
      });
      await accept();
      await accept({ priceCredits: 1 });
      await save(await accept(), ...WAYS.running);
      await save(await accept(), ...WAYS.done);
      expect(await store.gauges()).toEqual({
        unfinished: { queued: 2, running: 1 },
        reservedCredits: 2 * PRICE + 1,
        oldestQueuedAtMs: NOW,
      });
    });

    it('remembers facts, the last value of each', async () => {
      const { store } = await createWorld(open);
      await store.saveFact('commands', 'one');
      await store.saveFact('commands', 'two');
      await store.saveFact('other', '');
      expect(await store.readFact('commands')).toBe('two');
      expect(await store.readFact('other')).toBe('');
    });

    it('says that it takes writes, and that it takes none once closed', async () => {
      const { store } = await createWorld(open);
      expect(await store.isWritable()).toBe(true);
      await store.close();
      expect(await store.isWritable()).toBe(false);
    });

    it('finishes the writes under way when it closes', async () => {
      const { store, draft } = await createWorld(open);
      const writes = [store.acceptJob(draft(), MONTHLY, NOW), store.saveFact('a', 'b')];
      await store.close();
      expect((await Promise.allSettled(writes)).map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
      ]);
    });
  });
}
