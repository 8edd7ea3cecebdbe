import { describe, expect, it } from 'vitest';
import { userId } from '#domain/ids.ts';
import { DEFAULT_SETTINGS } from '#domain/member-settings.ts';
import { createWorld, type OpenStore, USER } from './store-world.ts';

const OTHER = userId('150000000000000002');

/** What people set for themselves. */
export function exerciseMembers(open: OpenStore): void {
  describe('member settings', () => {
    it('are the usual ones until something is set', async () => {
      const { store } = await createWorld(open);
      expect(await store.memberSettings(USER)).toEqual(DEFAULT_SETTINGS);
    });

    it('keep every field, and nobody else’s', async () => {
      const { store } = await createWorld(open);
      const all = {
        version: 'niji7',
        raw: true,
        stylize: 250,
        personalised: true,
        visibility: 'stealth',
        remix: true,
        variation: 'subtle',
        speed: 'relax',
        suffix: '--ar 3:2',
        autoDm: true,
        translation: 'off',
      } as const;
      expect(await store.changeMemberSettings(USER, all)).toEqual(all);
      expect(await store.memberSettings(USER)).toEqual(all);
      expect(await store.memberSettings(OTHER)).toEqual(DEFAULT_SETTINGS);
    });

    it('two changes at once both hold', async () => {
      const { store } = await createWorld(open);
      await Promise.all([
        store.changeMemberSettings(USER, { remix: true }),
        store.changeMemberSettings(USER, { raw: true }),
      ]);
      expect(await store.memberSettings(USER)).toMatchObject({ remix: true, raw: true });
    });

    it('custom options are added, replaced, removed and counted', async () => {
      const { store } = await createWorld(open);
      const save = (name: string, value: string) =>
        store.saveCustomOption(USER, { name, value }, 2);
      expect(await save('wide', '--ar 3:1')).toBe('saved');
      expect(await save('mine', '--stylize 250')).toBe('saved');
      expect(await save('third', '--raw')).toBe('too-many');
      expect(await save('wide', '--ar 2:1')).toBe('saved');
      expect(await save('mine', '')).toBe('removed');
      expect(await save('moody', '')).toBe('unknown');
      expect(await store.customOptions(USER)).toEqual([{ name: 'wide', value: '--ar 2:1' }]);
      expect(await store.customOptions(OTHER)).toEqual([]);
    });

    it('a job keeps that it was asked for in stealth and rewritten', async () => {
      const { store, accept } = await createWorld(open);
      const job = await accept({ request: { visibility: 'stealth', remixed: true } });
      expect((await store.findJob(job.id))?.request).toMatchObject({
        visibility: 'stealth',
        remixed: true,
      });
      const plain = await accept();
      expect(Object.keys((await store.findJob(plain.id))?.request ?? {})).not.toContain('remixed');
    });
  });
}
