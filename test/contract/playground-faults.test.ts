import { describe, expect, test } from 'vitest';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';

const write = { content: 'x' };

describe('faults of REST calls', () => {
  test('refuse: as often as said, with what was said', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    playground.fault({ kind: 'refuse', route: 'create-message', times: 2, status: 500 });
    const path = `/channels/${channelId}/messages`;
    const statuses = [];
    for (const _ of [1, 2, 3]) statuses.push((await bot.call('POST', path, write)).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect(playground.messages.all(channelId)).toHaveLength(1);
  });

  test('rate-limit: a 429 with its scope', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    const fault = { kind: 'rate-limit', route: '*', retryAfterMs: 700, scope: 'shared' } as const;
    playground.fault(fault);
    const reply = await bot.call('POST', `/channels/${channelId}/messages`, write);
    expect(reply).toMatchObject({ status: 429, body: { retry_after: 0.7 } });
    expect(reply.headers.get('x-ratelimit-scope')).toBe('shared');
  });

  test.each([
    ['lose-request', 0],
    ['lose-answer', 1],
  ] as const)(
    '%s: the caller sees a reset, and %i messages were written',
    async (kind, written) => {
      const { bot, playground, channelId } = await setupDiscord();
      playground.fault({ kind, route: 'create-message' });
      await expect(bot.call('POST', `/channels/${channelId}/messages`, write)).rejects.toThrow();
      expect(playground.messages.all(channelId)).toHaveLength(written);
      expect(playground.traffic.of('create-message')).toMatchObject([
        { status: null, fault: kind },
      ]);
    },
  );

  test('delay: everything waits, then happens', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    playground.fault({ kind: 'delay', route: 'create-message', ms: 20 });
    const reply = await bot.call('POST', `/channels/${channelId}/messages`, write);
    expect(reply.status).toBe(200);
    expect(playground.traffic.of('create-message')).toMatchObject([{ fault: 'delay' }]);
  });

  test('by HTTP, for other processes; nonsense is refused', async () => {
    const { bot, playground } = await setupDiscord();
    const { origin, search } = new URL(playground.url);
    const send = (body: object) =>
      fetch(`${origin}/playground/faults${search}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await send({ kind: 'refuse', route: 'get-me', status: 503 })).status).toBe(204);
    expect((await bot.call('GET', '/users/@me')).status).toBe(503);
    expect((await send({ kind: 'explode' })).status).toBe(400);
  });
});

describe('faults of delivery', () => {
  const seen = async (fault: Parameters<typeof apply>[1]) => {
    const setup = await setupDiscord();
    apply(setup, fault);
    const act = setup.playground.person('member').command(setup.channelId, 'draw');
    await setup.playground.until(() => setup.playground.acts().length === 1);
    return { ...setup, act };
  };
  type Setup = Awaited<ReturnType<typeof setupDiscord>>;
  const apply = ({ playground }: Setup, fault: Parameters<typeof playground.fault>[0]) =>
    playground.fault(fault);

  test('duplicate: the same interaction twice', async () => {
    const { bot } = await seen({ kind: 'duplicate-interactions' });
    const first = await bot.nextInteraction();
    expect((await bot.nextInteraction()).id).toBe(first.id);
  });

  test('late: after the deadline an answer is refused', async () => {
    const { bot, clock, act } = await seen({ kind: 'delay-interactions', ms: 4_000 });
    clock.advance(4_000);
    const interaction = await bot.nextInteraction();
    expect((await act).state().kind).toBe('failed');
    expect(await bot.answer(interaction, { type: 5 })).toMatchObject({ body: { code: 10062 } });
  });

  test('lost: the act fails and the bot never hears of it', async () => {
    const { bot, clock, act } = await seen({ kind: 'lose-interactions' });
    clock.advance(3_000);
    expect((await act).state().kind).toBe('failed');
    expect(bot.interactions()).toEqual([]);
  });

  test('zombie: a heartbeat without an answer', async () => {
    const { playground, bot } = await setupDiscord();
    playground.fault({ kind: 'zombie', times: 1 });
    bot.send({ op: 1, d: null });
    bot.send({ op: 1, d: null });
    await bot.frame((frame) => frame.op === 11);
    bot.send({ op: 1, d: null });
    await bot.frame((frame) => frame.op === 11);
    expect(playground.faultsLeft()).toBe(0);
  });
});

describe('faults of the world', () => {
  test('a deleted channel is unknown, also for the interaction that came from it', async () => {
    const { bot, playground, channelId, drawn } = await setupDiscord();
    const { interaction } = await drawn();
    playground.fault({ kind: 'delete-channel', channelId });
    const answer = await bot.answer(interaction, { type: 4, data: write });
    expect(answer).toMatchObject({ status: 404, body: { code: 10003 } });
    expect(await bot.call('POST', `/channels/${channelId}/messages`, write)).toMatchObject({
      status: 404,
      body: { code: 10003 },
    });
  });

  test('a permission taken away counts from the next call', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    const path = `/channels/${channelId}/messages`;
    expect((await bot.call('POST', path, write)).status).toBe(200);
    playground.fault({ kind: 'deny-permission', channelId, permission: 'SendMessages' });
    expect(await bot.call('POST', path, write)).toMatchObject({ body: { code: 50013 } });
    playground.fault({ kind: 'deny-permission', channelId, permission: 'ViewChannel' });
    expect(await bot.call('POST', path, write)).toMatchObject({ body: { code: 50001 } });
  });

  test('an ended token is 50027', async () => {
    const { bot, playground, drawn } = await setupDiscord();
    const { interaction } = await drawn();
    await bot.answer(interaction, { type: 5 });
    playground.fault({ kind: 'expire-token', interactionId: interaction.id });
    const path = `/webhooks/${playground.applicationId}/${interaction.token}`;
    expect(await bot.call('POST', path, write)).toMatchObject({
      status: 401,
      body: { code: 50027 },
    });
  });

  test.each([
    [true, 1_000],
    [false, 10 * 1024 * 1024],
  ])('a lower file limit, told: %s', async (told, promised) => {
    const { bot, playground, drawn } = await setupDiscord();
    playground.fault({ kind: 'lower-file-limit', bytes: 1_000, told });
    const { interaction } = await drawn();
    expect(interaction.attachment_size_limit).toBe(promised);
    const files = [{ name: 'a.bin', bytes: new Uint8Array(1_001) }];
    const reply = await bot.answer(interaction, { type: 4, data: write }, files);
    expect(reply).toMatchObject({ status: 413, body: { code: 50045 } });
  });
});
