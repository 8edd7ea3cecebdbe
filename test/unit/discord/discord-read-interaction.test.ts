import { describe, expect, test } from 'vitest';
import { missingPermissions } from '#discord/commands/channel-permissions.ts';
import { readInteraction } from '#discord/gateway/read-interaction.ts';
import { jobOrigin } from '#discord/replies/job-origin.ts';
import { snowflakeAtMs } from '#discord/rest/snowflake.ts';
import { translatorFor } from '#i18n/translator.ts';
import { fc } from '#test/fixtures/fast-check.ts';

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
  guild_locale: 'fr',
  app_permissions: '2147483647',
  attachment_size_limit: 52_428_800,
  data: {
    id: '16',
    name: 'imagine',
    type: 1,
    options: [{ type: 3, name: 'prompt', value: 'fog' }],
  },
};

describe('an interaction', () => {
  test('in a thread asks for a job under the limits of the thread’s channel too', () => {
    const inThread = { ...payload, channel: { id: '1', type: 11, parent_id: '2' } };
    const [asked, plain] = [readInteraction(inThread, 5), readInteraction(payload, 5)];
    if (asked === null || plain === null) throw new Error('not read');
    expect(jobOrigin(asked)).toMatchObject({ origin: { parentChannelId: '2' } });
    expect(jobOrigin(plain)).toMatchObject({ origin: { channelId: '1100000000000000201' } });
    expect(jobOrigin(plain)).not.toHaveProperty('origin.parentChannelId');
  });

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
      inVoice: false,
      inPrivateThread: false,
      age: 'open',
      inline: null,
      isGuildInstall: true,
      posting: { kind: 'open' },
      parentChannelId: null,
      user: { id: '1100000000000000011', name: 'ana' },
      locale: 'de',
      serverLocale: 'fr',
      translator: translatorFor('de'),
      appPermissions: 2147483647n,
      roleIds: [],
      memberPermissions: 0n,
      attachmentBytesMax: 52_428_800,
      name: 'imagine',
      commandId: '16',
      subcommand: null,
      options: new Map([['prompt', 'fog']]),
      files: new Map(),
      target: null,
    });
  });

  test.each([
    [
      'in a thread',
      { channel: { id: '1', type: 11, parent_id: '2' } },
      { inThread: true, parentChannelId: '2' },
    ],
    [
      'in a direct message',
      { guild_id: undefined, member: undefined, user: { id: '7', username: 'bo' } },
      { guildId: null, user: { id: '7', name: 'bo' } },
    ],
    [
      'with nulls for what is absent',
      { channel: null, locale: null, guild_locale: null, attachment_size_limit: null },
      { locale: 'en-US', serverLocale: null, attachmentBytesMax: 10_485_760 },
    ],
    [
      'in a server in which nobody could choose a language',
      { guild_locale: 'en-US', guild: { id: '1', features: [] } },
      { serverLocale: null },
    ],
    [
      'in a Community server, which is English',
      { guild_locale: 'en-US', guild: { id: '1', features: ['COMMUNITY'] } },
      { serverLocale: 'en-US' },
    ],
    [
      'with fields nobody knows yet',
      { novelty: [1], data: { ...payload.data, novelty: {} } },
      { kind: 'command' },
    ],
    [
      'of a button',
      { type: 3, data: { custom_id: 'x', component_type: 2 }, message: { id: '9' } },
      { kind: 'component', customId: 'x', values: [], messageId: '9', offered: null },
    ],
    [
      'of a button among others',
      {
        type: 3,
        data: { custom_id: 'x', component_type: 2 },
        message: {
          id: '9',
          components: [{ components: [{ custom_id: 'x' }, { url: 'https://a.b' }] }, { id: 2 }],
        },
      },
      { kind: 'component', offered: ['x'] },
    ],
    [
      'with a file that is named like what every object has',
      {
        data: {
          ...payload.data,
          options: [{ type: 11, name: 'image', value: 'constructor' }],
          resolved: { attachments: {}, messages: {}, users: {} },
        },
      },
      { kind: 'command', files: new Map() },
    ],
    [
      'of a select',
      { type: 3, data: { custom_id: 'x', values: ['a', 'b'] }, message: { id: '9' } },
      { kind: 'component', values: ['a', 'b'] },
    ],
    [
      'of a modal with labels',
      {
        type: 5,
        data: { custom_id: 'x', components: [{ component: { custom_id: 'p', value: 'fog' } }] },
        message: { id: '9' },
      },
      { kind: 'modal', customId: 'x', fields: new Map([['p', 'fog']]), messageId: '9' },
    ],
    [
      'of a modal with rows, opened by a command',
      {
        type: 5,
        data: { custom_id: 'x', components: [{ components: [{ custom_id: 'p', value: 'fog' }] }] },
      },
      { kind: 'modal', fields: new Map([['p', 'fog']]), messageId: null },
    ],
    [
      'of a subcommand in a group',
      {
        data: {
          id: '16',
          name: 'prefer',
          type: 1,
          options: [
            {
              name: 'option',
              type: 2,
              options: [
                { name: 'set', type: 1, options: [{ name: 'value', type: 3, value: '--ar 3:2' }] },
              ],
            },
          ],
        },
      },
      { kind: 'command', subcommand: 'option set', options: new Map([['value', '--ar 3:2']]) },
    ],
    [
      'of a command with a file',
      {
        data: {
          id: '16',
          name: 'imagine',
          type: 1,
          options: [{ name: 'image', type: 11, value: '5' }],
          resolved: {
            attachments: {
              5: {
                url: 'https://a.b/c.png',
                filename: 'c.png',
                content_type: 'image/png',
                size: 9,
              },
            },
          },
        },
      },
      {
        files: new Map([
          [
            'image',
            { url: 'https://a.b/c.png', fileName: 'c.png', mediaType: 'image/png', bytes: 9 },
          ],
        ]),
      },
    ],
    [
      'of a message command',
      {
        data: {
          id: '16',
          name: 'Cancel Job',
          type: 3,
          target_id: '9',
          resolved: {
            messages: {
              9: {
                id: '9',
                author: { id: '4' },
                interaction_metadata: { id: '8' },
                attachments: [{ filename: 'a_b.webp' }],
                components: [{ components: [{ custom_id: 'x' }, { url: 'https://a.b' }] }],
              },
            },
          },
        },
      },
      {
        name: 'Cancel Job',
        target: {
          kind: 'message',
          message: {
            id: '9',
            authorId: '4',
            interactionId: '8',
            customIds: ['x'],
            fileNames: ['a_b.webp'],
          },
        },
      },
    ],
    [
      'of a message command without its message',
      { data: { id: '1', name: 'Pin', type: 3 } },
      { kind: 'other' },
    ],
    [
      'of a user command',
      {
        data: {
          id: '16',
          name: 'Recent Jobs',
          type: 2,
          target_id: '9',
          resolved: { users: { 9: { id: '9', username: 'bo' } } },
        },
      },
      { target: { kind: 'user', user: { id: '9', name: 'bo' } } },
    ],
    [
      'of somebody typing',
      {
        type: 4,
        data: {
          id: '16',
          name: 'show',
          type: 1,
          options: [{ name: 'job_id', type: 3, value: '0h', focused: true }],
        },
      },
      { kind: 'autocomplete', name: 'show', option: 'job_id', typed: '0h' },
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
    ['no files', VIEW | SEND | EMBED, false, ['attach-files']],
    ['all that is needed in a thread', VIEW | THREADS | EMBED | FILES, true, []],
    [
      'the wrong one of two in a thread',
      VIEW | SEND | EMBED | FILES,
      true,
      ['send-messages-in-threads'],
    ],
    ['nothing', 0n, false, ['view-channel', 'send-messages', 'attach-files', 'embed-links']],
  ])('%s', (_title, appPermissions, inThread, missing) => {
    expect(missingPermissions({ appPermissions, inThread, inVoice: false })).toEqual(missing);
  });

  test.each([
    ['without Connect', VIEW | SEND | EMBED | FILES, ['connect']],
    ['with it', VIEW | SEND | EMBED | FILES | (1n << 20n), []],
  ] as const)('in the chat of a voice or stage channel, %s', (_title, appPermissions, missing) => {
    expect(missingPermissions({ appPermissions, inThread: false, inVoice: true })).toEqual(missing);
  });
});

describe('where the bot could not post', () => {
  const at = (facts: object) => {
    const all = { ...payload, app_permissions: String(8n), ...facts };
    const interaction = readInteraction(all, 5);
    if (interaction === null) throw new Error('unreadable');
    return interaction;
  };

  test.each([
    ['a voice channel', { channel: { id: '1', type: 2 } }, { inVoice: true }],
    ['a stage', { channel: { id: '1', type: 13 } }, { inVoice: true }],
    ['a text channel', { channel: { id: '1', type: 0 } }, { inVoice: false }],
    [
      'a private thread',
      { channel: { id: '1', type: 12, parent_id: '2' } },
      { inPrivateThread: true },
    ],
  ])('%s is told apart', (_title, facts, read) => {
    expect(at(facts)).toMatchObject(read);
  });

  test('an app that a person installed for themselves is refused, naming the bot', () => {
    const own = at({ authorizing_integration_owners: { 1: '1100000000000000011' } });
    expect(jobOrigin(own)).toMatchObject({ rejection: { kind: 'bot-missing' } });
    const both = at({ authorizing_integration_owners: { 0: '1', 1: '2' } });
    expect(jobOrigin(both).kind).toBe('origin');
  });
});
