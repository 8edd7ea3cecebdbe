import { PermissionFlagsBits } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import { buildWorld } from '#playground/discord/world/build-world.ts';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

const png = [{ name: 'a.png', bytes: tinyPng }];

describe('what the bot may do in a channel', () => {
  test.each([
    ['lantern-room', 'write', 200, undefined],
    ['lantern-room', 'attach', 200, undefined],
    ['no-files', 'write', 200, undefined],
    ['no-files', 'attach', 403, 50013],
    ['announcements', 'write', 403, 50013],
    ['announcements', 'read', 200, undefined],
    ['staff-only', 'write', 403, 50001],
    ['staff-only', 'read', 403, 50001],
  ])('%s: %s', async (channel, what, status, code) => {
    const { bot, playground } = await setupDiscord();
    const path = `/channels/${playground.channelId(channel)}/messages`;
    const reply =
      what === 'read'
        ? await bot.call('GET', path)
        : await bot.call('POST', path, { content: 'x' }, { files: what === 'attach' ? png : [] });
    expect(reply.status).toBe(status);
    if (code !== undefined) expect(reply.body).toMatchObject({ code });
  });

  test('an unknown channel is unknown, and a bad id is a bad form', async () => {
    const { bot } = await setupDiscord();
    expect(await bot.call('GET', `/channels/${'9'.repeat(18)}`)).toMatchObject({
      status: 404,
      body: { code: 10003 },
    });
    expect(await bot.call('GET', '/channels/12')).toMatchObject({
      status: 400,
      body: { code: 50035, errors: { channel_id: {} } },
    });
  });

  test.each([
    ['lantern-room', true],
    ['no-files', false],
    ['announcements', false],
  ])('app_permissions of %s tell whether files may be attached', async (channel, may) => {
    const { bot, playground } = await setupDiscord();
    void playground.person('member').command(playground.channelId(channel), 'draw');
    const interaction = await bot.nextInteraction();
    const bits = BigInt(interaction.app_permissions);
    expect((bits & PermissionFlagsBits.AttachFiles) !== 0n).toBe(may);
    const reply = await bot.answer(interaction, { type: 4, data: { content: 'x' } }, png);
    expect(reply.status).toBe(may ? 200 : 403);
  });
});

test('overwrites apply in order: everyone, roles, member; owners and administrators stand above', () => {
  const world = buildWorld({
    botName: 'Bot',
    people: [
      { role: 'owner', name: 'Owner' },
      { role: 'member', name: 'Member' },
    ],
    guilds: [
      {
        name: 'Guild',
        owner: 'owner',
        members: ['member'],
        channels: [
          { name: 'closed', deny: { everyone: ['SendMessages'] } },
          {
            name: 'opened',
            deny: { everyone: ['SendMessages'] },
            allow: { member: ['SendMessages'] },
          },
        ],
      },
    ],
  });
  const [closed, opened] = [...world.channels.values()];
  const idOf = (role: string) => world.people.find((each) => each.role === role)?.userId ?? '';
  if (closed === undefined || opened === undefined) throw new Error('no channels');
  expect(mayIn(world, closed, idOf('member'), 'SendMessages')).toBe(false);
  expect(mayIn(world, closed, idOf('member'), 'AttachFiles')).toBe(false);
  expect(mayIn(world, opened, idOf('member'), 'SendMessages')).toBe(true);
  expect(mayIn(world, opened, world.botId, 'SendMessages')).toBe(false);
  expect(mayIn(world, closed, idOf('owner'), 'SendMessages')).toBe(true);
});

test('of several roles one allowance outweighs the others\u2019 denials; a member\u2019s own denial stands', () => {
  const world = buildWorld({
    botName: 'Bot',
    people: [
      { role: 'owner', name: 'Owner' },
      { role: 'member', name: 'Member' },
    ],
    guilds: [{ name: 'Guild', owner: 'owner', members: ['member'], channels: [{ name: 'hall' }] }],
  });
  const [guild] = [...world.guilds.values()];
  const [hall] = [...world.channels.values()];
  const member = world.people.find((each) => each.role === 'member')?.userId ?? '';
  if (guild === undefined || hall?.kind !== 'guild') throw new Error('no world');
  const role = (id: string, permissions = 0n) => ({
    id,
    name: id,
    permissions,
    position: 1,
    mentionable: false,
  });
  const give = (...roleIds: readonly string[]) =>
    world.guilds.set(guild.id, {
      ...guild,
      roles: [...guild.roles, role('quiet'), role('loud'), role('chief', 8n)],
      members: guild.members.map((each) => (each.userId === member ? { ...each, roleIds } : each)),
    });
  const bit = PermissionFlagsBits.SendMessages;
  const overwrite = (targetId: string, allow: bigint, deny: bigint) =>
    ({ targetId, kind: targetId === member ? 'member' : 'role', allow, deny }) as const;
  const quiet = overwrite('quiet', 0n, bit);
  const loud = overwrite('loud', bit, 0n);
  const may = (...overwrites: readonly ReturnType<typeof overwrite>[]) =>
    mayIn(world, { ...hall, overwrites }, member, 'SendMessages');
  give('quiet', 'loud');
  expect(may(quiet)).toBe(false);
  expect(may(quiet, loud)).toBe(true);
  expect(may(quiet, loud, overwrite(member, 0n, bit))).toBe(false);
  give('chief');
  expect(may(quiet, overwrite(member, 0n, bit))).toBe(true);
});

describe('direct messages', () => {
  test('the bot opens one, and a person with closed DMs gets 50007', async () => {
    const { bot, playground } = await setupDiscord();
    const member = playground.person('member');
    const open = await bot.call('POST', '/users/@me/channels', { recipient_id: member.id });
    const id = member.directChannelId();
    expect(open.body).toMatchObject({ id, type: 1 });
    expect((await bot.call('POST', `/channels/${id}/messages`, { content: 'x' })).status).toBe(200);
    playground.fault({ kind: 'close-direct-messages', userId: member.id });
    expect(await bot.call('POST', `/channels/${id}/messages`, { content: 'x' })).toMatchObject({
      status: 403,
      body: { code: 50007 },
    });
  });

  test('a command there comes with its user, without a server', async () => {
    const { bot, playground } = await setupDiscord();
    const member = playground.person('member');
    void member.command(member.directChannelId(), 'draw');
    const interaction = await bot.nextInteraction();
    expect(interaction).toMatchObject({ context: 1, user: { id: member.id } });
    expect(interaction).not.toHaveProperty('guild_id');
  });
});
