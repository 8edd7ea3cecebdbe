import { describe, expect, it } from 'vitest';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import { guildId, userId } from '#domain/ids.ts';
import { createWorld, GUILD, MONTHLY, NOW, type OpenStore, USER } from './store-world.ts';

const OPERATOR = userId('150000000000000009');
const ELSEWHERE = guildId('130000000000000002');
const act = (key: string, atMs = NOW, author: string = OPERATOR) => ({ key, author, atMs });

/** What people decided: on record for good, save for whom it was about. */
export function exerciseAudit(open: OpenStore): void {
  describe('the record of decisions', () => {
    it('has each act once, the newest first, by server and by person', async () => {
      const { store } = await createWorld(open);
      const removed = { kind: 'links-renewed' } as const;
      expect(await store.recordDecision(GUILD, removed, act('a', NOW))).toBe(true);
      expect(await store.recordDecision(GUILD, removed, act('a', NOW + 9))).toBe(false);
      const erased = { kind: 'erased', whose: 'server' } as const;
      await store.recordDecision(ELSEWHERE, erased, act('b', NOW + 1, 'bot'));
      await store.recordDecision(
        ALL_SERVERS,
        { kind: 'erased', whose: 'person' },
        act('c', NOW + 2),
      );
      const of = async (which: Parameters<typeof store.decisions>[0], limit = 9) =>
        (await store.decisions(which, limit)).map(({ atMs, author, guildId: where }) => [
          atMs - NOW,
          author,
          where,
        ]);
      const all = [
        [2, OPERATOR, ALL_SERVERS],
        [1, 'bot', ELSEWHERE],
        [0, OPERATOR, GUILD],
      ];
      expect(await of({ kind: 'all' })).toEqual(all);
      expect(await of({ kind: 'all' }, 2)).toEqual(all.slice(0, 2));
      expect(await of({ kind: 'server', guildId: GUILD })).toEqual([all[2]]);
      expect(await of({ kind: 'person', userId: OPERATOR })).toEqual([all[0], all[2]]);
    });

    it('has settings, grants and corrections with the change itself, and what Discord sold not', async () => {
      const { store } = await createWorld(open);
      const draft = {
        ...{ guildId: GUILD, amount: 50, effectiveAtMs: NOW, expiresAtMs: null },
        ...{ kind: 'gift' as const, key: 'act:1', reason: 'a present', author: OPERATOR },
      } as const;
      await store.grantCredits(draft, MONTHLY, NOW);
      await store.grantCredits(draft, MONTHLY, NOW + 1);
      await store.grantCredits({ ...draft, key: 'sale:1', author: null }, MONTHLY, NOW + 2);
      const correction = { guildId: GUILD, amount: -5, key: 'act:2', reason: '', author: OPERATOR };
      await store.adjustCredits(correction, MONTHLY, NOW + 3);
      const tooMuch = { ...correction, amount: -1_000_000, key: 'act:3' };
      expect((await store.adjustCredits(tooMuch, MONTHLY, NOW + 4)).kind).toBe('not-enough');
      await store.changeSettings(GUILD, { kind: 'blocked', reason: 'spam' }, act('act:4', NOW + 5));
      await store.changeSettings(
        GUILD,
        { kind: 'words', add: ['nude'], remove: [] },
        act('act:5', NOW + 6),
      );
      expect((await store.decisions({ kind: 'all' }, 9)).map(({ decision }) => decision)).toEqual([
        { kind: 'words', add: ['nude'], remove: [] },
        { kind: 'blocked', reason: 'spam' },
        { kind: 'corrected', credits: -5, reason: '' },
        { kind: 'granted', credits: 50, grant: 'gift', reason: 'a present' },
      ]);
    });

    it('forgets whom a line was about when they are erased, and keeps the line and who decided', async () => {
      const { store } = await createWorld(open);
      const cap = { kind: 'member-cap', userId: USER, cap: 5 } as const;
      await store.changeSettings(GUILD, cap, act('act:1'));
      const person = { kind: 'person', userId: USER } as const;
      expect(await store.decisions(person, 9)).toEqual([
        { decision: cap, guildId: GUILD, author: OPERATOR, atMs: NOW, subject: USER },
      ]);
      await store.forgetRest(person);
      expect(await store.decisions(person, 9)).toEqual([]);
      const [line] = await store.decisions({ kind: 'all' }, 9);
      expect(line).toEqual({
        decision: { ...cap, userId: '0' },
        ...{ guildId: GUILD, author: OPERATOR, atMs: NOW, subject: '0' },
      });
      expect(JSON.stringify(line)).not.toContain(USER);
      // Who decided stays, as the privacy page says.
      await store.forgetRest({ kind: 'person', userId: OPERATOR });
      expect((await store.decisions({ kind: 'person', userId: OPERATOR }, 9)).length).toBe(1);
      await store.forgetRest({ kind: 'server', guildId: GUILD });
      expect((await store.decisions({ kind: 'server', guildId: GUILD }, 9)).length).toBe(1);
    });

    it('keeps with a job whether its channel is age-restricted and its pictures are spoilers', async () => {
      const world = await createWorld(open);
      const plain = await world.accept();
      const draft = world.draft();
      const accepted = await world.store.acceptJob(
        {
          ...draft,
          origin: { ...draft.origin, age: 'restricted' },
          request: { ...draft.request, isSpoiler: true },
        },
        MONTHLY,
        NOW,
      );
      if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
      const found = await world.store.findJob(accepted.job.id);
      expect([found?.origin.age, found?.request.isSpoiler]).toEqual(['restricted', true]);
      const other = await world.store.findJob(plain.id);
      expect([other?.origin.age, other?.request.isSpoiler]).toEqual([undefined, undefined]);
    });

    it('keeps word lists with a server’s settings, and loses them with the server', async () => {
      const { store } = await createWorld(open);
      const words = { kind: 'words', add: ['Nude', 'gore'], remove: [] } as const;
      await store.changeSettings(GUILD, words, act('act:1'));
      await store.changeSettings(ALL_SERVERS, { ...words, add: ['血'] }, act('act:2'));
      await store.changeSettings(
        GUILD,
        { kind: 'words', add: ['NUDE'], remove: ['gore'] },
        act('act:3'),
      );
      const of = async (where: typeof GUILD) => (await store.guildSettings(where)).moderation.words;
      expect([await of(GUILD), await of(ELSEWHERE), await of(ALL_SERVERS)]).toEqual([
        ['Nude'],
        [],
        ['血'],
      ]);
      await store.forgetRest({ kind: 'server', guildId: GUILD });
      expect([await of(GUILD), await of(ALL_SERVERS)]).toEqual([[], ['血']]);
    });
  });
}
