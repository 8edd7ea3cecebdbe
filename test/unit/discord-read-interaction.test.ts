import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingPermissions } from '#discord/channel-permissions.ts';
import { readInteraction } from '#discord/read-interaction.ts';
import { snowflakeAtMs } from '#discord/snowflake.ts';

const payload = {
  id: '1100000000000000301',
  application_id: '1100000000000000001',
  type: 2,
  token: 'a-token',
  guild_id: '1100000000000000101',
  channel_id: '1100000000000000201',
  channel: { id: '1100000000000000201', type: 0 },
  member: { user: { id: '1100000000000000011', username: 'ana' } },
  locale: 'de',
  app_permissions: '2147483647',
  attachment_size_limit: 52_428_800,
  data: { id: '1', name: 'imagine', type: 1, options: [{ type: 3, name: 'prompt', value: 'fog' }] },
};

describe('an interaction', () => {
  test('of a command has its options by name', () => {
    expect(readInteraction(payload, 5)).toEqual({
      kind: 'command',
      id: '1100000000000000301',
      token: 'a-token',
      applicationId: '1100000000000000001',
      atMs: snowflakeAtMs('1100000000000000301'),
      receivedAtMs: 5,
      guildId: '1100000000000000101',
      channelId: '1100000000000000201',
      inThread: false,
      user: { id: '1100000000000000011', name: 'ana' },
      locale: 'de',
      appPermissions: 2147483647n,
      attachmentBytesMax: 52_428_800,
      name: 'imagine',
      options: new Map([['prompt', 'fog']]),
    });
  });

  test.each([
    ['in a thread', { channel: { id: '1', type: 11 } }, { inThread: true }],
    [
      'in a direct message',
      { guild_id: undefined, member: undefined, user: { id: '7', username: 'bo' } },
      { guildId: null, user: { id: '7', name: 'bo' } },
    ],
    [
      'with nulls for what is absent',
      { channel: null, locale: null, attachment_size_limit: null },
      { locale: 'en-US', attachmentBytesMax: 10_485_760 },
    ],
    [
      'with fields nobody knows yet',
      { novelty: [1], data: { ...payload.data, novelty: {} } },
      { kind: 'command' },
    ],
    [
      'of a button',
      { type: 3, data: { custom_id: 'x', component_type: 2 }, message: { id: '9' } },
      { kind: 'component', customId: 'x', messageId: '9' },
    ],
    [
      'of a dialog, which nothing offers',
      { type: 5, data: { custom_id: 'x', components: [] } },
      { kind: 'other' },
    ],
    [
      'of a message command, which nothing offers',
      { data: { id: '1', name: 'Pin', type: 3 } },
      { kind: 'other' },
    ],
  ])('%s is read', (_title, changes, expected) => {
    expect(readInteraction({ ...payload, ...changes }, 0)).toMatchObject(expected);
  });

  test.each([
    ['nothing', null],
    ['no token', { ...payload, token: undefined }],
    ['no person', { ...payload, member: undefined }],
    ['an id that is no number', { ...payload, id: 'x' }],
  ])('with %s cannot be answered', (_title, given) => {
    expect(readInteraction(given, 0)).toBeNull();
  });

  test('never throws, whatever a field holds', () => {
    const keys = Object.keys(payload);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.anything(), (key, value) => {
        readInteraction({ ...payload, [key]: value }, 0);
      }),
      { numRuns: 500 },
    );
  });
});

test('an id tells when it was made', () => {
  // Discord's own example: docs.discord.com, Reference, Snowflakes.
  expect(snowflakeAtMs('175928847299117063')).toBe(1_462_015_105_796);
});

describe('permissions', () => {
  const VIEW = 1n << 10n;
  const SEND = 1n << 11n;
  const EMBED = 1n << 14n;
  const FILES = 1n << 15n;
  const THREADS = 1n << 38n;
  test.each<[string, bigint, boolean, readonly string[]]>([
    ['all that is needed', VIEW | SEND | EMBED | FILES, false, []],
    ['an administrator', 8n, false, []],
    ['no files', VIEW | SEND | EMBED, false, ['Attach Files']],
    ['all that is needed in a thread', VIEW | THREADS | EMBED | FILES, true, []],
    [
      'the wrong one of two in a thread',
      VIEW | SEND | EMBED | FILES,
      true,
      ['Send Messages in Threads'],
    ],
    ['nothing', 0n, false, ['View Channel', 'Send Messages', 'Attach Files', 'Embed Links']],
  ])('%s', (_title, appPermissions, inThread, missing) => {
    expect(missingPermissions({ appPermissions, inThread })).toEqual(missing);
  });
});
