/**
 * How: the decision for cases that were worked out by hand from Discord's documents, and against the
 * playground's own reading of them for thousands of settings that nobody thought of.
 */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import {
  type CommandOverride,
  type CommandUser,
  commandPermission,
} from '#discord/commands/command-permission.ts';
import { channelId, guildId, roleId, userId } from '#domain/ids.ts';
import { createManualClock } from '#playground/discord/clock.ts';
import { createDiscord } from '#playground/discord/create-discord.ts';
import { isOffered } from '#playground/discord/rules/is-offered.ts';
import { setOverrides } from '#playground/discord/state/command-overrides.ts';
import { buildWorld } from '#playground/discord/world/build-world.ts';
import { fc } from '#test/fixtures/fast-check.ts';

const MANAGE = PermissionFlagsBits.ManageGuild;

const USER: CommandUser = {
  guildId: guildId('130000000000000001'),
  userId: userId('150000000000000001'),
  roleIds: [roleId('180000000000000001'), roleId('180000000000000002')],
  channelId: channelId('140000000000000001'),
  memberPermissions: 0n,
};
const [FIRST = '', SECOND = ''] = USER.roleIds;
const EVERYONE = USER.guildId;
const ALL_CHANNELS = '130000000000000000';

const set = (kind: CommandOverride['kind'], id: string, isAllowed: boolean) => ({
  kind,
  id,
  isAllowed,
});

const manager = { ...USER, memberPermissions: MANAGE };
const administrator = { ...USER, memberPermissions: PermissionFlagsBits.Administrator };

describe('who may use a command', () => {
  it.each([
    ['nothing is set: whoever has the permission', manager, [], [], 'allowed'],
    ['nothing is set: nobody else', USER, [], [], 'lacking'],
    ['a role is allowed', USER, [set('role', FIRST, true)], [], 'allowed'],
    [
      'one role is denied and another allowed',
      USER,
      [set('role', FIRST, false), set('role', SECOND, true)],
      [],
      'allowed',
    ],
    [
      'a role is allowed and the person denied',
      manager,
      [set('role', FIRST, true), set('user', USER.userId, false)],
      [],
      'denied',
    ],
    [
      'everyone is denied and the person allowed',
      USER,
      [set('role', EVERYONE, false), set('user', USER.userId, true)],
      [],
      'allowed',
    ],
    [
      'everyone is allowed and a role denied',
      USER,
      [set('role', EVERYONE, true), set('role', FIRST, false)],
      [],
      'denied',
    ],
    [
      'everything is denied to an administrator',
      administrator,
      [set('role', EVERYONE, false), set('channel', ALL_CHANNELS, false)],
      [],
      'allowed',
    ],
    ['another role is allowed', USER, [set('role', '18000000000000009', true)], [], 'lacking'],
    ['the channel is denied', manager, [set('channel', USER.channelId, false)], [], 'denied'],
    [
      'the channel is denied to a person who is allowed',
      manager,
      [set('channel', USER.channelId, false), set('user', USER.userId, true)],
      [],
      'denied',
    ],
    [
      'the channel is denied for the bot and allowed for the command',
      manager,
      [set('channel', USER.channelId, true)],
      [set('channel', ALL_CHANNELS, false)],
      'allowed',
    ],
    [
      'the bot is allowed to a role: the permission is wanted all the same',
      USER,
      [],
      [set('role', FIRST, true)],
      'lacking',
    ],
    ['the bot is denied to a role', manager, [], [set('role', FIRST, false)], 'denied'],
    [
      'the bot is denied to everyone and the command allowed to a role',
      USER,
      [set('role', FIRST, true)],
      [set('role', EVERYONE, false)],
      'allowed',
    ],
  ] as const)('%s', (_what, user, ofCommand, ofApplication, verdict) => {
    expect(commandPermission(user, MANAGE, { ofCommand, ofApplication })).toBe(verdict);
  });

  it('is what the playground’s client shows, whatever is set', () => {
    const world = buildWorld({
      botName: 'Bot',
      people: [
        { role: 'owner', name: 'Odile' },
        { role: 'member', name: 'Milan' },
      ],
      guilds: [
        {
          name: 'Here',
          owner: 'owner',
          members: ['member'],
          roles: [
            { name: 'one', holders: ['member'] },
            { name: 'two', holders: [] },
            { name: 'managers', holders: [], permissions: ['ManageGuild'] },
            { name: 'administrators', holders: [], permissions: ['Administrator'] },
          ],
          channels: [{ name: 'a' }, { name: 'b' }],
        },
      ],
    });
    const clock = createManualClock(0);
    const { discord } = createDiscord({
      world,
      clock,
      seed: 'x',
      origin: () => '',
      privilegedIntents: 0,
      shards: 1,
    });
    const [guild] = [...world.guilds.values()];
    const [place, otherPlace] = [...world.channels.keys()];
    const [, member] = world.people;
    if (!guild || !place || !otherPlace || !member) throw new Error('the world is there');
    const allChannels = (BigInt(guild.id) - 1n).toString();
    const roles = guild.roles.slice(1);
    const anyLine = fc.oneof(
      fc.constantFrom(guild.id, ...roles.map(({ id }) => id)).map((id) => ['role', 1, id] as const),
      fc.constantFrom(member.userId, guild.ownerId).map((id) => ['user', 2, id] as const),
      fc.constantFrom(place, otherPlace, allChannels).map((id) => ['channel', 3, id] as const),
    );
    const anyLines = fc.uniqueArray(fc.tuple(anyLine, fc.boolean()), {
      maxLength: 6,
      selector: ([[, , id]]) => id,
    });
    const command = {
      id: '160000000000000001',
      default_member_permissions: MANAGE.toString(),
    };
    fc.assert(
      fc.property(fc.subarray(roles), anyLines, anyLines, (held, own, all) => {
        const roleIds = held.map(({ id }) => roleId(id));
        const members = guild.members.map((one) =>
          one.userId === member.userId ? { ...one, roleIds } : one,
        );
        const now = { ...guild, members };
        for (const [id, lines] of [
          [command.id, own],
          [world.applicationId, all],
        ] as const) {
          const wire = lines.map(([[, type, target], permission]) => ({
            id: target,
            type,
            permission,
          }));
          setOverrides(discord, guild.id, id, wire);
        }
        const read = (lines: typeof own) =>
          lines.map(([[kind, , id], isAllowed]) => ({ kind, id, isAllowed }));
        const user: CommandUser = {
          guildId: guildId(guild.id),
          userId: userId(member.userId),
          roleIds,
          channelId: channelId(place),
          memberPermissions: held.reduce((sum, { permissions }) => sum | permissions, 0n),
        };
        const verdict = commandPermission(user, MANAGE, {
          ofCommand: read(own),
          ofApplication: read(all),
        });
        const shown = isOffered(discord, now, member.userId, command, place);
        expect(verdict === 'allowed').toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });
});
