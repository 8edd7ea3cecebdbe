/**
 * How: every command there is runs for every kind of person on the real application, with an edge
 * that only notes its answers. Discord itself may have let any of them through: the table is what
 * the bot decides.
 */

import { PermissionFlagsBits } from 'discord-api-types/v10';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandOverride, CommandOverrides } from '#discord/commands/command-permission.ts';
import { loadCommands } from '#discord/commands/load-commands.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Answers } from '#discord/replies/answers.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { channelId, guildId, messageId, roleId, userId } from '#domain/ids.ts';
import { translatorFor } from '#i18n/translator.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const OPERATOR = userId('150000000000000005');
const EVERYTHING = 2n ** 50n - 1n;
const ROLE = roleId('180000000000000001');
const SERVER = '130000000000000001';
const CHANNEL = '140000000000000001';

const POSTING =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.EmbedLinks;

/** What Discord says of each in the interaction itself. */
const PEOPLE = {
  owner: { id: userId('150000000000000001'), permissions: EVERYTHING },
  administrator: {
    id: userId('150000000000000002'),
    permissions: PermissionFlagsBits.Administrator,
  },
  manager: { id: userId('150000000000000003'), permissions: PermissionFlagsBits.ManageGuild },
  member: { id: userId('150000000000000004'), permissions: POSTING },
  stranger: { id: userId('150000000000000006'), permissions: 0n },
  operator: { id: OPERATOR, permissions: POSTING },
} as const;
type Who = keyof typeof PEOPLE;

const ALL: readonly Who[] = ['owner', 'administrator', 'manager', 'member', 'stranger', 'operator'];
const MANAGERS: readonly Who[] = ['owner', 'administrator', 'manager'];

/** Commands that are not for all, and every way to use them. */
const RESTRICTED = [
  ['quota', MANAGERS, ['show', 'set', 'member', 'role', 'channel', 'reset']],
  ['moderation', MANAGERS, ['words', 'spoilers']],
  ['usage', MANAGERS, [null]],
  ['vendors', ['operator'], [null]],
  [
    'operator',
    ['operator'],
    ['grant', 'adjust', 'servers', 'server', 'block', 'words', 'member', 'log', 'export'],
  ],
] as const satisfies readonly (readonly [string, readonly Who[], readonly (string | null)[]])[];

const REFUSAL = /^(?:Not permitted|Operators only)$/;

const commands = await loadCommands(new URL('../../../commands/', import.meta.url));

async function setup(overrides: CommandOverrides | null = null) {
  const world = await setupContext({ settings: { operatorIds: [OPERATOR] } });
  onTestFinished(() => world.close());
  const titles: string[] = [];
  const note = async (title: string | undefined) => {
    titles.push(title ?? '');
    return { kind: 'answered', messageId: null, already: false } as const;
  };
  const unexpected = async () => {
    throw new Error('not an answer of these commands');
  };
  const answers: Answers = {
    reply: (_interaction, message) => note(message.embeds?.[0]?.title ?? message.content),
    replyEphemeral: (_interaction, embed) => note(embed.title),
    rejectWith: (interaction, rejection) =>
      note(rejectionEmbed(interaction.translator, rejection).title),
    replyEphemeralMessage: (_interaction, message) => note(message.embeds?.[0]?.title),
    update: unexpected,
    acknowledge: unexpected,
    openModal: (_interaction, modal) => note(modal.title),
    suggest: unexpected,
    defer: () => note('Thinking'),
    deferEphemeral: () => note('Thinking'),
    complete: async (_interaction, message) => {
      await note(message.embeds?.[0]?.title);
      return { kind: 'ok', value: { messageId: messageId('170000000000000001') } };
    },
    takeBack: unexpected,
    followUp: unexpected,
    followUpEphemeral: unexpected,
  };
  const context: InteractionContext = {
    application: createApplication(world.context),
    answers,
    directMessenger: { read: unexpected, remove: unexpected, sendDirectly: unexpected },
    guildNames: {
      read: async () => new Map(),
      all: async () => new Map([[guildId(SERVER), 'Harbour Lights']]),
    },
    commands: new Map(),
    channelAccess: async () => ({ kind: 'unknown' }),
    overrides: { read: async () => overrides, handle: () => {} },
    botUserId: () => null,
    clock: world.context.clock,
    log: world.context.log,
  };
  let sent = 0;
  const use = async (
    name: string,
    subcommand: string | null,
    who: Who,
    options: readonly (readonly [string, string | number | boolean])[] = [],
  ): Promise<string> => {
    const { id, permissions } = PEOPLE[who];
    const interaction: CommandInteraction = {
      kind: 'command',
      name,
      commandId: '160000000000000001',
      subcommand,
      options: new Map(options),
      files: new Map(),
      target: null,
      id: `11000000000000${2000 + sent++}`,
      token: 't',
      applicationId: '1',
      atMs: 0,
      receivedAtMs: 0,
      guildId: guildId('130000000000000001'),
      channelId: channelId('140000000000000001'),
      inThread: false,
      inVoice: false,
      inPrivateThread: false,
      age: 'open',
      isGuildInstall: true,
      posting: { kind: 'open' },
      inline: null,
      parentChannelId: null,
      user: { id, name: who },
      locale: 'en-US',
      serverLocale: null,
      translator: translatorFor('en-US'),
      appPermissions: EVERYTHING,
      roleIds: who === 'member' ? [ROLE] : [],
      memberPermissions: permissions,
      attachmentBytesMax: 1000,
    };
    const command = commands.get(name);
    if (command === undefined) throw new Error(`there is no /${name}`);
    await command.run(interaction, context);
    return titles.at(-1) ?? '';
  };
  return { use, titles, store: world.context.store };
}

const MATRIX = RESTRICTED.flatMap(([name, allowed, subcommands]) =>
  subcommands.flatMap((subcommand) =>
    ALL.map((who) => {
      const may: boolean = (allowed as readonly Who[]).includes(who);
      return [may ? 'answers' : 'refuses', name, subcommand, who, may] as const;
    }),
  ),
);

describe('permissions', () => {
  it('are set for every command that changes or shows what is not for all', () => {
    const hidden = [...commands.values()].filter(
      ({ data }) => (data.default_member_permissions ?? null) !== null,
    );
    expect(hidden.map(({ data }) => data.name).sort()).toEqual(
      RESTRICTED.map(([name]) => name).sort(),
    );
  });

  it.each(MATRIX)('%s /%s %s for the %s', async (_does, name, subcommand, who, may) => {
    const { use } = await setup();
    const title = await use(name, subcommand, who);
    if (may) expect(title).not.toMatch(REFUSAL);
    else expect(title).toMatch(REFUSAL);
  });

  it('change nothing for those who were refused', async () => {
    const { use, store } = await setup();
    const server = guildId('130000000000000001');
    await use('quota', 'set', 'member', [['member_cap', 5]]);
    await use('operator', 'grant', 'owner', [
      ['server', server],
      ['amount', 500],
      ['reason', 'please'],
    ]);
    expect((await store.guildSettings(server)).limits.memberCap).toBeNull();
    expect(await store.openGrants(server)).toEqual([]);
  });

  const others = [...commands.keys()].filter((name) => !RESTRICTED.some(([one]) => one === name));

  it.each(others)('keep nobody from /%s', async (name) => {
    const { use, titles } = await setup();
    const subcommand = name === 'prefer' ? 'option list' : null;
    const options = [
      ['prompt', 'a lighthouse'],
      ['job_id', '0000000000000000'],
    ] as const;
    for (const who of ALL) await use(name, subcommand, who, options);
    expect(titles.length).toBeGreaterThanOrEqual(ALL.length);
    expect(titles.filter((title) => REFUSAL.test(title))).toEqual([]);
  });

  it.each([
    ['credits', 'member', /^Credits of this server$/],
    ['credits', 'stranger', /^Credits of this server$/],
    ['info', 'member', /^Your info/],
    ['help', 'stranger', /./],
  ] as const)('leave /%s to the %s', async (name, who, title) => {
    const { use } = await setup();
    expect(await use(name, null, who)).toMatch(title);
  });
});

const line = (kind: CommandOverride['kind'], id: string, isAllowed: boolean) => ({
  kind,
  id,
  isAllowed,
});

/** What administrators may set for the command, and who may use it then. */
const OVERRIDES = [
  ['a role is allowed', [line('role', ROLE, true)], [...MANAGERS, 'member']],
  ['everyone is allowed', [line('role', SERVER, true)], ALL],
  ['everyone is denied', [line('role', SERVER, false)], ['owner', 'administrator']],
  [
    'everyone is denied and a role allowed',
    [line('role', SERVER, false), line('role', ROLE, true)],
    ['owner', 'administrator', 'member'],
  ],
  ['a manager is denied', [line('user', PEOPLE.manager.id, false)], ['owner', 'administrator']],
  ['the channel is denied', [line('channel', CHANNEL, false)], ['owner', 'administrator']],
  [
    'all channels are denied but this one',
    [line('channel', (BigInt(SERVER) - 1n).toString(), false), line('channel', CHANNEL, true)],
    MANAGERS,
  ],
] as const satisfies readonly (readonly [string, readonly CommandOverride[], readonly Who[]])[];

const OVERRIDDEN = OVERRIDES.flatMap(([what, lines, allowed]) =>
  RESTRICTED.flatMap(([name, byDefault, subcommands]) =>
    ALL.map((who) => {
      // No server can let anybody use what is the operator's.
      const mayUse: readonly Who[] = byDefault.includes('operator') ? byDefault : allowed;
      const may = mayUse.includes(who);
      return [what, may ? 'answers' : 'refuses', name, subcommands[0], who, may, lines] as const;
    }),
  ),
);

describe('overrides of a server', () => {
  it.each(OVERRIDDEN)('where %s: %s /%s %s for the %s', async (...row) => {
    const [, , name, subcommand, who, may, lines] = row;
    const { use } = await setup({ ofCommand: lines, ofApplication: [] });
    const title = await use(name, subcommand, who);
    if (may) expect(title).not.toMatch(REFUSAL);
    else expect(title).toMatch(REFUSAL);
  });

  it.each([
    ['manager', true],
    ['member', false],
  ] as const)('that cannot be read leave Manage Server to decide: the %s', async (who, may) => {
    const { use } = await setup(null);
    expect(REFUSAL.test(await use('usage', null, who))).toBe(!may);
  });
});

describe('amounts', () => {
  const server = ['server', '130000000000000001'] as const;

  it.each([0, -5, 0.5, 1_000_000_001, Number.NaN])('of %d are given to nobody', async (amount) => {
    const { use, store } = await setup();
    const reason = ['reason', 'a test'] as const;
    expect(await use('operator', 'grant', 'operator', [server, ['amount', amount], reason])).toBe(
      'Nothing was changed',
    );
    expect(await store.openGrants(guildId('130000000000000001'))).toEqual([]);
  });

  it.each([-2, 0.5, 1_000_000_001])('of %d are no cap', async (cap) => {
    const { use, store } = await setup();
    const options = [
      ['member', '150000000000000004'],
      ['cap', cap],
    ] as const;
    expect(await use('quota', 'member', 'owner', options)).toBe('Nothing was changed');
    expect((await store.guildSettings(guildId('130000000000000001'))).limits.memberCaps).toEqual(
      {},
    );
  });

  it.each([
    ['quota', 'set', [['speeds', 'relax, warp']]],
    ['quota', 'set', [['versions', 'v99']]],
    ['quota', 'set', []],
    ['quota', 'role', [['role', '180000000000000001']]],
    ['operator', 'server', [server, ['time_zone', 'Mars/Olympus']]],
    [
      'operator',
      'grant',
      [
        ['server', 'everyone'],
        ['amount', 5],
      ],
    ],
    [
      'operator',
      'export',
      [
        ['from', '2026-13-01'],
        ['to', '2026-12-01'],
      ],
    ],
    [
      'operator',
      'export',
      [
        ['from', '2026-12-02'],
        ['to', '2026-12-01'],
      ],
    ],
  ] as const)(
    'and names that make no sense change nothing: /%s %s %j',
    async (name, subcommand, options) => {
      const { use } = await setup();
      const who = name === 'quota' ? 'owner' : 'operator';
      expect(await use(name, subcommand, who, options)).toBe('Nothing was changed');
    },
  );
});
