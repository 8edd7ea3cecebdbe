import { describe, expect, it, onTestFinished } from 'vitest';
import { createServerAdmission } from '#application/accounts/server-admission.ts';
import { guildId, userId } from '#domain/ids.ts';
import { openMemoryStore } from '#test/fixtures/memory-store.ts';

const OLD = guildId('140000000000000001');
const NEW = guildId('140000000000000002');
const PERSON = userId('150000000000000001');
const OPERATOR = '150000000000000009';
const act = (key: string) => ({ key, author: OPERATOR, atMs: 1 });

type Options = {
  readonly guildIds?: readonly string[];
  readonly isUndecided?: boolean;
  readonly isPublic?: boolean | null;
};

async function setup({ guildIds = [], isUndecided = true, isPublic = true }: Options = {}) {
  const store = openMemoryStore();
  onTestFinished(() => store.close());
  // As an earlier version left it.
  await store.account(OLD, 2000, 1);
  const announced: string[] = [];
  const make = () =>
    createServerAdmission({
      store,
      settings: { guildIds, operatorIds: [OPERATOR], isUndecided },
      isPublic: async () => isPublic,
      announce: (server) => announced.push(server),
      log: { info: () => {} },
    });
  return { store, announced, make, admission: make() };
}

describe('a server is served', () => {
  it.each<[string, Options]>([
    ['the operator decided what a server gets', { isUndecided: false }],
    ['nobody but its owner can add the bot', { isPublic: false }],
    ['Discord did not say whether it is public', { isPublic: null }],
    ['it is named in GUILD_IDS', { guildIds: [NEW] }],
  ])('where %s', async (_title, options) => {
    const { admission, announced } = await setup(options);
    expect(await admission.check(NEW, PERSON)).toBeNull();
    expect(announced).toEqual([]);
  });

  it('where it had an account before new servers had to wait, after a restart too', async () => {
    const { store, make, admission } = await setup();
    expect(await admission.check(OLD, PERSON)).toBeNull();
    expect(await admission.check(NEW, PERSON)).toMatchObject({ kind: 'server-waiting' });
    await store.account(NEW, 2000, 2);
    const restarted = make();
    expect(await restarted.check(OLD, PERSON)).toBeNull();
    expect(await restarted.check(NEW, PERSON)).toMatchObject({ kind: 'server-waiting' });
  });
});

it('which servers are known is read again where it could not be read once', async () => {
  const { store, announced } = await setup();
  let isAway = true;
  const admission = createServerAdmission({
    store: {
      ...store,
      readFact: (key) => (isAway ? Promise.reject(new Error('away')) : store.readFact(key)),
    },
    settings: { guildIds: [], operatorIds: [OPERATOR], isUndecided: true },
    isPublic: async () => true,
    announce: (server) => announced.push(server),
    log: { info: () => {} },
  });
  await expect(admission.check(OLD, PERSON)).rejects.toThrow('away');
  isAway = false;
  expect(await admission.check(OLD, PERSON)).toBeNull();
});

describe('a new server of a public bot with a paid vendor', () => {
  it('waits, is announced, and is served once approved', async () => {
    const { store, announced, admission } = await setup();
    expect(await admission.check(NEW, PERSON)).toEqual({
      kind: 'server-waiting',
      operatorIds: [OPERATOR],
    });
    expect(announced).toEqual([NEW]);
    await store.changeSettings(NEW, { kind: 'approved' }, act('a'));
    expect(await admission.check(NEW, PERSON)).toBeNull();
  });

  it('is told that it is blocked, until it is approved after all', async () => {
    const { store, announced, admission } = await setup();
    await store.changeSettings(NEW, { kind: 'blocked', reason: 'spam' }, act('a'));
    expect(await admission.check(NEW, PERSON)).toEqual({ kind: 'server-blocked', reason: 'spam' });
    expect(announced).toEqual([]);
    await store.changeSettings(NEW, { kind: 'approved' }, act('b'));
    expect(await admission.check(NEW, PERSON)).toBeNull();
  });
});

it('GUILD_IDS serves nobody else, whatever was approved', async () => {
  const { store, admission } = await setup({ guildIds: [OLD], isUndecided: false });
  await store.changeSettings(NEW, { kind: 'approved' }, act('a'));
  expect(await admission.check(NEW, PERSON)).toMatchObject({ kind: 'server-not-served' });
  expect(await admission.check(OLD, PERSON)).toBeNull();
});
