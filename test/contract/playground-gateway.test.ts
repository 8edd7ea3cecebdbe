import { constants, inflateSync } from 'node:zlib';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { connectBareBot } from '#test/fixtures/discord-bare-bot.ts';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';

const open = async () => {
  const playground = await startPlayground();
  onTestFinished(playground.close);
  return playground;
};

const gatewayUrl = (playground: Playground, query = 'v=10&encoding=json') =>
  `${playground.apiUrl.replace(/^http(.*)\/api$/, 'ws$1')}/gateway?${query}`;

/** Sends frames one after another and tells the close code. */
const closeCodeAfter = (url: string, ...frames: readonly unknown[]): Promise<number> => {
  const socket = new WebSocket(url);
  socket.on('open', () => {
    for (const frame of frames) {
      socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    }
  });
  return new Promise((resolve) => socket.on('close', resolve));
};

const identify = (token: string, change: object = {}) => ({
  op: 2,
  d: { token, intents: 0, properties: {}, ...change },
});

describe('the gateway hangs up', () => {
  test.each<[string, number, (token: string) => readonly unknown[]]>([
    ['on a wrong token', 4004, () => [identify('wrong')]],
    ['on an unknown opcode', 4001, () => [{ op: 99, d: null }]],
    ['on text that is no JSON', 4002, () => ['{']],
    ['on payloads above 4096 bytes', 4002, () => [{ op: 1, d: 'x'.repeat(4_096) }]],
    ['on a presence before IDENTIFY', 4003, () => [{ op: 3, d: {} }]],
    ['on a second IDENTIFY', 4005, (token) => [identify(token), identify(token)]],
    ['on a shard that cannot be', 4010, (token) => [identify(token, { shard: [1, 1] })]],
    ['on unknown intents', 4013, (token) => [identify(token, { intents: 2 ** 30 })]],
    ['on privileged intents', 4014, (token) => [identify(token, { intents: 1 << 15 })]],
    [
      'after 120 payloads a minute',
      4008,
      () => Array.from({ length: 121 }, () => ({ op: 1, d: null })),
    ],
  ])('%s: %i', async (_title, code, frames) => {
    const playground = await open();
    expect(await closeCodeAfter(gatewayUrl(playground), ...frames(playground.token))).toBe(code);
  });

  test.each([
    ['v=9&encoding=json', 4012],
    ['v=10&encoding=etf', 4002],
    ['v=10&encoding=json&compress=zstd-stream', 4002],
  ])('on %s: %i', async (query, code) => {
    expect(await closeCodeAfter(gatewayUrl(await open(), query))).toBe(code);
  });
});

test('zlib-stream frames inflate to JSON', async () => {
  const playground = await open();
  const socket = new WebSocket(gatewayUrl(playground, 'v=10&encoding=json&compress=zlib-stream'));
  const bytes = await new Promise<Buffer>((resolve) =>
    socket.once('message', (data) => resolve(Buffer.isBuffer(data) ? data : Buffer.alloc(0))),
  );
  socket.close();
  const text = inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  expect(JSON.parse(text)).toMatchObject({ op: 10, d: { heartbeat_interval: 41_250 } });
});

describe('intents', () => {
  const names = (bot: { frames: () => readonly { readonly t: string | null }[] }) =>
    bot.frames().flatMap((frame) => (frame.t === null ? [] : [frame.t]));

  test('without any, only interactions arrive', async () => {
    const { bot, playground, channelId, drawn } = await setupDiscord({ intents: 0 });
    playground.person('member').send(channelId, 'hi');
    await drawn();
    expect(names(bot)).toEqual(['READY', 'INTERACTION_CREATE']);
  });

  test('with them, servers, messages and reactions do, contents only where allowed', async () => {
    const { bot, playground, channelId, drawn } = await setupDiscord({
      intents:
        GatewayIntentBits.Guilds |
        GatewayIntentBits.GuildMessages |
        GatewayIntentBits.GuildMessageReactions,
    });
    const member = playground.person('member');
    const plain = member.send(channelId, 'secret');
    member.send(channelId, `<@${playground.botId}> hello`);
    member.react(plain, '❌');
    await drawn();
    expect(names(bot)).toEqual([
      'READY',
      'GUILD_CREATE',
      'GUILD_CREATE',
      'MESSAGE_CREATE',
      'MESSAGE_CREATE',
      'MESSAGE_REACTION_ADD',
      'INTERACTION_CREATE',
    ]);
    const contents = bot.frames().filter((frame) => frame.t === 'MESSAGE_CREATE');
    expect(contents).toMatchObject([
      { d: { content: '' } },
      { d: { content: `<@${playground.botId}> hello` } },
    ]);
  });

  test('ephemeral answers and hidden messages are not told, own messages are', async () => {
    const { bot, drawn, channelId } = await setupDiscord({
      intents: GatewayIntentBits.GuildMessages,
    });
    const { interaction } = await drawn();
    await bot.answer(interaction, { type: 4, data: { content: 'psst', flags: 64 } });
    await bot.call('POST', `/channels/${channelId}/messages`, { content: 'loud' });
    const told = await bot.frame((frame) => frame.t === 'MESSAGE_CREATE');
    expect(told).toMatchObject({ d: { content: 'loud' } });
  });

  test('the content intent, once allowed to the application, shows what people write', async () => {
    const { bot, playground, channelId } = await setupDiscord({
      intents: GatewayIntentBits.GuildMessages | GatewayIntentBits.MessageContent,
      privilegedIntents: GatewayIntentBits.MessageContent,
    });
    playground.person('member').send(channelId, 'plain');
    const told = await bot.frame((frame) => frame.t === 'MESSAGE_CREATE');
    expect(told).toMatchObject({ d: { content: 'plain' } });
  });

  test('nothing is told of channels the bot cannot see', async () => {
    const { bot, playground, drawn } = await setupDiscord({
      intents: GatewayIntentBits.GuildMessages,
    });
    playground.person('owner').send(playground.channelId('staff-only'), 'hush');
    await drawn();
    expect(names(bot)).not.toContain('MESSAGE_CREATE');
  });
});

test('events sent while the bot was away arrive on RESUME, in order and once', async () => {
  const { bot, playground, drawn } = await setupDiscord();
  const ready = await bot.frame((frame) => frame.t === 'READY');
  const session = JSON.parse(JSON.stringify(ready.d)).session_id;
  playground.fault({ kind: 'disconnect-gateway' });
  expect(await bot.closed).toBe(4000);
  void drawn();
  await playground.until(() => playground.acts().length === 1);

  const socket = new WebSocket(gatewayUrl(playground));
  const frames: { readonly t: string | null; readonly op: number }[] = [];
  await new Promise<void>((resolve) => {
    socket.on('message', (bytes) => {
      const frame = JSON.parse(bytes.toString());
      frames.push(frame);
      if (frame.op === 10) {
        const d = { token: playground.token, session_id: session, seq: ready.s };
        socket.send(JSON.stringify({ op: 6, d }));
      }
      if (frame.t === 'RESUMED') resolve();
    });
  });
  socket.close();
  expect(frames.map((frame) => frame.t)).toEqual([null, 'INTERACTION_CREATE', 'RESUMED']);
});

test('two processes with one token both get the interaction, and one answer wins', async () => {
  const { bot, playground, drawn } = await setupDiscord();
  const twin = await connectBareBot(playground);
  onTestFinished(twin.close);
  const { interaction } = await drawn();
  const same = await twin.nextInteraction();
  expect(same.id).toBe(interaction.id);
  await bot.answer(interaction, { type: 5 });
  expect(await twin.answer(same, { type: 5 })).toMatchObject({ body: { code: 40060 } });
});

describe('unmodified discord.js comes back', () => {
  test.each([
    ['after a cut connection', { kind: 'disconnect-gateway' }],
    ['after a request to reconnect', { kind: 'request-reconnect' }],
    ['after an invalid session', { kind: 'invalid-session', resumable: false }],
  ] as const)('%s', async (_title, fault) => {
    const playground = await open();
    const client = new Client({ intents: [], rest: { api: playground.apiUrl } });
    onTestFinished(() => client.destroy());
    client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand()) interaction.reply('back').catch(() => undefined);
    });
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(playground.token);
    await ready;
    await client.application?.commands.set([{ name: 'ping', description: 'Pings' }]);
    playground.fault(fault);
    await playground.until(() => !playground.isBotConnected(), { what: 'the bot to go' });
    await playground.until(playground.isBotConnected, { timeoutMs: 15_000, what: 'the bot' });
    const channelId = playground.channelId('lantern-room');
    const act = await playground.person('member').command(channelId, 'ping');
    expect((await act.reply()).content).toBe('back');
  });
});
