import { expect, test } from 'vitest';
import { routeTable } from '#playground/discord/rest/route-table.ts';
import { openOpenapiCheck } from '#test/fixtures/discord-openapi-check.ts';
import { type DiscordSetup, drawCommand, setupDiscord } from '#test/fixtures/discord-setup.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

const openapi = openOpenapiCheck();
const png = [{ name: 'a.png', bytes: tinyPng }];

const idOf = (body: unknown): string => {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  if (typeof id !== 'string') throw new Error(`No id in ${JSON.stringify(body)}.`);
  return id;
};

/** Calls every route once, in an order in which each has something to work on. */
const walkEveryRoute = async ({ bot, playground, channelId, clock, drawn }: DiscordSetup) => {
  const { applicationId } = playground;
  const member = playground.person('member');
  const guildId = playground.guildId('Harbour Lights');
  const call = async (method: string, path: string, body?: unknown, files = false) => {
    clock.advance(300);
    const reply = await bot.call(method, path, body, files ? { files: png } : {});
    expect(reply.status, `${method} ${path} ${JSON.stringify(reply.body)}`).toBeLessThan(300);
    return reply.body;
  };
  for (const path of [
    '/gateway',
    '/gateway/bot',
    '/users/@me',
    '/users/@me/guilds',
    `/users/${member.id}`,
    '/applications/@me',
    '/oauth2/applications/@me',
    `/channels/${channelId}`,
    `/channels/${member.directChannelId()}`,
    `/guilds/${guildId}`,
    `/guilds/${guildId}/channels`,
    `/guilds/${guildId}/members/${member.id}`,
    `/applications/${applicationId}/entitlements`,
  ]) {
    await call('GET', path);
  }
  const bought = { guildId, userId: member.id, skuId: '1100000000000000900' };
  const entitlement = playground.sales.buyOnce(bought);
  await call('GET', `/applications/${applicationId}/entitlements/${entitlement}`);
  await call('POST', `/applications/${applicationId}/entitlements/${entitlement}/consume`);
  playground.sales.subscribe(bought);
  await call('GET', `/skus/${bought.skuId}/subscriptions?user_id=${member.id}`);
  await call('POST', '/users/@me/channels', { recipient_id: member.id });
  await call('POST', `/channels/${channelId}/typing`);

  for (const scope of ['', `/guilds/${guildId}`]) {
    const path = `/applications/${applicationId}${scope}/commands`;
    const id = idOf(await call('POST', path, { name: 'extra', description: 'Extra' }));
    await call('GET', path);
    await call('GET', `${path}/${id}`);
    await call('PATCH', `${path}/${id}`, { description: 'Better' });
    await call('DELETE', `${path}/${id}`);
    await call('PUT', path, [drawCommand, { type: 3, name: 'Show it' }]);
  }

  playground.setOverrides(guildId, null, [{ type: 2, id: member.id, permission: true }]);
  const inGuild = `/applications/${applicationId}/guilds/${guildId}/commands`;
  await call('GET', `${inGuild}/permissions`);
  await call('GET', `${inGuild}/${applicationId}/permissions`);
  // Administrators alone may set them.
  const set = await bot.call('PUT', `${inGuild}/${applicationId}/permissions`, { permissions: [] });
  expect(set.status).toBe(403);

  const messages = `/channels/${channelId}/messages`;
  const embeds = [{ title: 'x', description: 'y', image: { url: 'attachment://a.png' } }];
  const written = await call('POST', messages, { content: 'x', embeds, nonce: 'n' }, true);
  const one = `${messages}/${idOf(written)}`;
  await call('GET', messages);
  await call('GET', one);
  await call('PATCH', one, { content: 'y' });
  const emoji = encodeURIComponent('❤️');
  await call('PUT', `${one}/reactions/${emoji}/@me`);
  await call('GET', `${one}/reactions/${emoji}`);
  await call('DELETE', `${one}/reactions/${emoji}/@me`);
  await call('POST', messages, { content: 'z', message_reference: { message_id: idOf(written) } });
  await call('DELETE', one);
  await call('POST', '/attachments/refresh-urls', { attachment_urls: ['http://x/a.png'] });

  const owned = playground.person('owner').send(channelId, 'mine');
  playground.person('owner').react(owned, '❤️');
  playground.fault({ kind: 'grant-permission', channelId, permission: 'ManageMessages' });
  const ownerId = playground.person('owner').id;
  await call('DELETE', `${messages}/${owned.id}/reactions/${emoji}/${ownerId}`);

  const { interaction } = await drawn();
  await bot.answer(interaction, { type: 5 });
  const webhook = `/webhooks/${applicationId}/${interaction.token}`;
  await call('PATCH', `${webhook}/messages/@original`, { content: 'x', attachments: [] }, false);
  await call('GET', `${webhook}/messages/@original`);
  const followUp = `${webhook}/messages/${idOf(await call('POST', webhook, { content: 'f' }))}`;
  await call('GET', followUp);
  clock.advance(2_000);
  await call('PATCH', followUp, { content: 'g' });
  await call('DELETE', followUp);
  await call('DELETE', `${webhook}/messages/@original`);
};

test('every route can be called', async () => {
  const setup = await setupDiscord();
  await walkEveryRoute(setup);
  const called = new Set(setup.playground.traffic.all().map((request) => request.route));
  expect(routeTable.map((route) => route.name).filter((name) => !called.has(name))).toEqual([]);
});

test.skipIf(openapi === null)(
  "every route's request and reply agree with Discord's API document (skipped while DISCORD_OPENAPI names none)",
  async () => {
    const setup = await setupDiscord();
    await walkEveryRoute(setup);
    expect(openapi?.(setup.playground.traffic.all())).toEqual([]);
  },
);

test.skipIf(openapi === null)(
  'the comparison notices what is wrong (skipped while DISCORD_OPENAPI names no document)',
  async () => {
    const { bot, playground } = await setupDiscord();
    await bot.call('GET', '/users/@me');
    const [request] = playground.traffic.of('get-me');
    if (request === undefined) throw new Error('nothing was recorded');
    const broken = { ...request, replyBody: { id: 'x' } };
    expect(openapi?.([broken])).toMatchObject([expect.stringContaining('/users/@me')]);
  },
);
