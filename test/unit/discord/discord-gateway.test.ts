import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createDiscordClock } from '#discord/gateway/discord-clock.ts';
import { createGateway } from '#discord/gateway/gateway.ts';
import type { Gateway } from '#discord/gateway/gateway-port.ts';
import { createSignal } from '#playground/discord/signal.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import type { Log } from '#ports/log.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function setUp(token?: string, reactions = false, shards = 1) {
  const playground: Playground = await startPlayground({ page: false, shards });
  const { log: plain, lines } = listeningLog();
  const moved = createSignal<string>();
  const log: Log = {
    ...plain,
    info: (facts, message) => {
      plain.info(facts, message);
      moved.emit(message);
    },
  };
  const pauses: number[] = [];
  const facts = memoryFacts();
  const gateway: Gateway = createGateway({
    token: token ?? playground.token,
    apiUrl: playground.apiUrl,
    reactions,
    facts,
    clock: {
      nowMs: () => 0,
      sleepUntil: async (atMs) => {
        pauses.push(atMs);
      },
    },
    discordClock: createDiscordClock(() => 0),
    log,
  });
  stops.push(playground.close, gateway.close);
  const connect = () => gateway.connect(() => {});
  const states = () => lines.filter((line) => line.includes(' gateway ')).map(lastState);
  /** Until the bot has noticed as often as that that it is connected. */
  const readyTimes = (times: number) =>
    moved.until(() => states().filter((state) => state === 'ready').length >= times, {
      timeoutMs: 15_000,
      what: `being ready ${times} times`,
    });
  return { playground, gateway, connect, pauses, states, readyTimes, facts, log };
}

const lastState = (line: string): string => /"to":"(\w+)"/.exec(line)?.[1] ?? '?';

test('is ready once connected, and knows who it is', async () => {
  const { playground, gateway, connect } = await setUp();
  expect(gateway.state()).toBe('idle');
  expect(await connect()).toEqual({
    applicationId: playground.applicationId,
    botUserId: playground.botId,
  });
  expect(gateway.state()).toBe('ready');
});

test.each([
  ['a cut connection', { kind: 'disconnect-gateway' } as const],
  ['a wish to reconnect', { kind: 'request-reconnect' } as const],
  ['a session that ended', { kind: 'invalid-session' } as const],
])('is ready again after %s', async (_title, fault) => {
  const { playground, gateway, connect, states, readyTimes } = await setUp();
  await connect();
  playground.fault(fault);
  await readyTimes(2);
  expect(gateway.state()).toBe('ready');
  expect(states()).toEqual(['connecting', 'ready', 'reconnecting', 'ready']);
});

test('sessions that end begin again, five seconds apart', async () => {
  const { playground, connect, pauses, readyTimes } = await setUp();
  await connect();
  for (let times = 2; times <= 4; times += 1) {
    playground.fault({ kind: 'invalid-session' });
    await readyTimes(times);
  }
  // The clock stands still: each turn is five seconds after the one before.
  expect(pauses).toEqual([5_000, 10_000, 15_000]);
});

test('waits with growing pauses while Discord cannot be reached', async () => {
  const { playground, connect, pauses } = await setUp();
  playground.fault({ kind: 'refuse', route: '*', times: 3, status: 503 });
  await connect();
  expect(pauses).toEqual([1_000, 2_000, 4_000]);
});

test('a refused token is an error that names the variable and not the token', async () => {
  const wrong = 'MTAwMDAwMDAwMDAwMDAwMDAwMA.wrong.token-that-nobody-gave';
  const { connect } = await setUp(wrong);
  const error = await connect().catch((reason: unknown) => String(reason));
  expect(error).toContain('DISCORD_TOKEN');
  expect(error).not.toContain(wrong);
});

test('a new session says which servers the bot is in', async () => {
  const { playground, gateway, connect } = await setUp();
  const said: string[] = [];
  gateway.onServers((servers) => said.push(...servers));
  await connect();
  expect(said).toContain(playground.guildId('Harbour Lights'));
});

test('nothing is taken after closing', async () => {
  const { playground, gateway, connect } = await setUp();
  await connect();
  await gateway.close();
  expect(gateway.state()).toBe('closed');
  await playground.until(() => !playground.isBotConnected());
});

test.each([
  ['with their intents', true],
  ['not without', false],
])('reactions arrive %s', async (_title, reactions) => {
  const { playground, gateway } = await setUp(undefined, reactions);
  const came = createSignal<string>();
  const events: string[] = [];
  const note = (name: string) => () => {
    events.push(name);
    came.emit(name);
  };
  gateway.onReaction(note('reaction'));
  const { applicationId } = await gateway.connect(note('interaction'));
  const { rest } = gateway;
  const body = [{ name: 'ping', description: 'Is there anybody?' }];
  await rest.ask({
    method: 'put',
    route: `/applications/${applicationId}/commands`,
    as: 'bot',
    body,
    reads: z.unknown(),
  });
  const member = playground.person('member');
  const channel = playground.channelId('lantern-room');
  member.react(member.send(channel, 'hello'), '❌');
  const [command] = playground.commands();
  const act = { kind: 'command', channelId: channel, commandId: command?.id ?? '' } as const;
  await member.begin({ ...act, options: [], files: new Map() });
  await came.until(() => events.includes('interaction'), { timeoutMs: 5_000, what: 'a command' });
  expect(events).toEqual(reactions ? ['reaction', 'interaction'] : ['interaction']);
});

/** Registers a command and returns an act of the member with it in that channel. */
async function commandIn({ playground, gateway }: Awaited<ReturnType<typeof setUp>>) {
  await gateway.rest.ask({
    method: 'put',
    route: `/applications/${playground.applicationId}/commands`,
    as: 'bot',
    body: [{ name: 'ping', description: 'Is there anybody?' }],
    reads: z.unknown(),
  });
  const commandId = playground.commands()[0]?.id ?? '';
  return (channelId: string) =>
    playground
      .person('owner')
      .begin({ kind: 'command', channelId, commandId, options: [], files: new Map() });
}

test('the next process resumes the session and is given what came meanwhile', async () => {
  const set = await setUp();
  const { playground, gateway, facts, log } = set;
  const first: unknown[] = [];
  const { applicationId } = await gateway.connect((payload) => first.push(payload));
  const act = await commandIn(set);
  await gateway.close();
  await playground.until(() => !playground.isBotConnected());
  const missed = await act(playground.channelId('lantern-room'));
  const next = createGateway({
    token: playground.token,
    apiUrl: playground.apiUrl,
    reactions: false,
    facts,
    clock: { nowMs: () => 0, sleepUntil: async () => {} },
    discordClock: createDiscordClock(() => 0),
    log,
  });
  stops.push(next.close);
  const came = createSignal<string>();
  const ids: string[] = [];
  const identity = await next.connect((payload) => {
    const { id } = z.object({ id: z.string() }).parse(payload);
    ids.push(id);
    came.emit(id);
  });
  await came.until(() => ids.length > 0, { timeoutMs: 5_000, what: 'what was missed' });
  expect(first).toEqual([]);
  expect(ids).toEqual([missed.interactionId]);
  expect(identity).toEqual({ applicationId, botUserId: playground.botId });
});

test('a session that Discord has forgotten is followed by a new one', async () => {
  const { playground, gateway, facts, connect } = await setUp();
  await connect();
  await gateway.close();
  const key = 'discord-session:0';
  const kept = facts.known.get(key) ?? null;
  await facts.replaceFact(key, kept, (kept ?? '').replace(/"sessionId":"/, '"sessionId":"old-'));
  const next = createGateway({
    token: playground.token,
    apiUrl: playground.apiUrl,
    reactions: false,
    facts,
    clock: { nowMs: () => 0, sleepUntil: async () => {} },
    discordClock: createDiscordClock(() => 0),
    log: listeningLog().log,
  });
  stops.push(next.close);
  await next.connect(() => {});
  expect(next.state()).toBe('ready');
});

test('as many shards as Discord asks for, without a setting: every server is heard', async () => {
  const set = await setUp(undefined, false, 4);
  const { playground, gateway } = set;
  const came = createSignal<string>();
  const ids: string[] = [];
  await gateway.connect((payload) => {
    const { id } = z.object({ id: z.string() }).parse(payload);
    ids.push(id);
    came.emit(id);
  });
  const act = await commandIn(set);
  const owner = playground.person('owner');
  const places = [...playground.world.channels.values()].filter(
    (channel) => channel.kind === 'guild',
  );
  const servers = new Map(places.map((channel) => [channel.guildId, channel.id]));
  const sent: string[] = [];
  for (const channel of [...servers.values(), owner.directChannelId()]) {
    sent.push((await act(channel)).interactionId);
  }
  await came.until(() => ids.length >= sent.length, { timeoutMs: 5_000, what: 'every command' });
  expect(ids.toSorted()).toEqual(sent.toSorted());
});
