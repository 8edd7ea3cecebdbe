import { describe, expect, test } from 'vitest';
import type { BareReply } from '#test/fixtures/discord-bare-bot.ts';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';

const rounds = (count: number) => Array.from({ length: count }, (_, index) => index);
const header = (reply: BareReply, name: string) => reply.headers.get(name);

describe('a bucket', () => {
  test('counts down in the headers and refuses with 429 until its window is over', async () => {
    const { bot, channelId, clock } = await setupDiscord();
    const write = () => bot.call('POST', `/channels/${channelId}/messages`, { content: 'x' });
    for (const round of rounds(5)) {
      const reply = await write();
      expect(header(reply, 'x-ratelimit-limit')).toBe('5');
      expect(header(reply, 'x-ratelimit-remaining')).toBe(String(4 - round));
      expect(Number(header(reply, 'x-ratelimit-reset'))).toBe((clock.nowMs() + 5_000) / 1_000);
      expect(header(reply, 'x-ratelimit-bucket')).toMatch(/^[0-9a-f]{32}$/);
    }
    clock.advance(1_500);
    const refused = await write();
    expect(refused).toMatchObject({ status: 429, body: { retry_after: 3.5, global: false } });
    expect(header(refused, 'x-ratelimit-scope')).toBe('user');
    expect(header(refused, 'retry-after')).toBe('4');
    clock.advance(3_500);
    expect((await write()).status).toBe(200);
  });

  test('is counted apart for each channel', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    const write = (id: string) => bot.call('POST', `/channels/${id}/messages`, { content: 'x' });
    for (const _ of rounds(5)) await write(channelId);
    expect((await write(channelId)).status).toBe(429);
    expect((await write(playground.channelId('gallery'))).status).toBe(200);
  });

  test('of an interaction token is 5 in 2 s', async () => {
    const { bot, playground, drawn, clock } = await setupDiscord();
    const { interaction } = await drawn();
    await bot.answer(interaction, { type: 5 });
    const path = `/webhooks/${playground.applicationId}/${interaction.token}/messages/@original`;
    const edit = () => bot.call('PATCH', path, { content: 'x' });
    for (const _ of rounds(5)) expect((await edit()).status).toBe(200);
    expect((await edit()).status).toBe(429);
    clock.advance(2_000);
    expect((await edit()).status).toBe(200);
  });

  test('of reactions is one in 0.25 s', async () => {
    const { bot, channelId, clock, playground } = await setupDiscord();
    const { id } = playground.person('member').send(channelId, 'x');
    const react = (emoji: string) =>
      bot.call(
        'PUT',
        `/channels/${channelId}/messages/${id}/reactions/${encodeURIComponent(emoji)}/@me`,
      );
    expect((await react('❤️')).status).toBe(204);
    expect((await react('🔥')).status).toBe(429);
    clock.advance(250);
    expect((await react('🔥')).status).toBe(204);
    expect(playground.messages.all(channelId)[0]?.reactions).toHaveLength(2);
  });
});

test('the bot as a whole may call 50 times a second, interaction answers apart', async () => {
  const { bot, drawn } = await setupDiscord();
  const { interaction } = await drawn();
  const statuses = await Promise.all(
    rounds(60).map(async () => (await bot.call('GET', '/users/@me')).status),
  );
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
  const refused = await bot.call('GET', '/users/@me');
  expect(refused).toMatchObject({ status: 429, body: { global: true } });
  expect(header(refused, 'x-ratelimit-scope')).toBe('global');
  expect((await bot.answer(interaction, { type: 5 })).status).toBe(200);
});

describe('refusals before any rule', () => {
  test.each([
    ['no token', 'GET', '/users/@me', null, 401],
    ['a wrong token', 'GET', '/users/@me', 'wrong', 401],
    ['GET /gateway needs none', 'GET', '/gateway', null, 200],
  ])('%s', async (_title, method, path, token, status) => {
    const { bot } = await setupDiscord();
    expect((await bot.call(method, path, undefined, { token })).status).toBe(status);
  });

  test('an unknown route is 404 with code 0, and is remembered', async () => {
    const { bot, playground } = await setupDiscord({ unknownRoutes: 1 });
    expect(await bot.call('GET', '/stage-instances')).toMatchObject({
      status: 404,
      body: { code: 0 },
    });
    expect(playground.traffic.unknownRoutes()).toEqual(['GET /stage-instances']);
  });

  test('broken JSON is 50109', async () => {
    const { playground, channelId } = await setupDiscord();
    const reply = await fetch(`${playground.apiUrl}/v10/channels/${channelId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${playground.token}`, 'content-type': 'application/json' },
      body: '{',
    });
    expect(await reply.json()).toMatchObject({ code: 50109 });
  });
});
