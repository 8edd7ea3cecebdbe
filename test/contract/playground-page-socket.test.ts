import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PageEvent, PageRequest } from '#playground/page/protocol.ts';
import type { Playground } from '#playground/start-playground.ts';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

type Kind = PageEvent['type'];
type Of<Type extends Kind> = Extract<PageEvent, { readonly type: Type }>;

const isEvent = (value: unknown): value is PageEvent =>
  typeof value === 'object' && value !== null && 'type' in value;

/** A page without a browser: says requests, waits for events it has not taken yet. */
const visit = async (playground: Playground, role: string) => {
  const url = new URL(playground.url.replace(/^http/, 'ws'));
  url.pathname = '/playground/live';
  url.searchParams.set('user', playground.person(role).id);
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  const events: PageEvent[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (bytes) => {
    const event: unknown = JSON.parse(bytes.toString());
    if (isEvent(event)) events.push(event);
    for (const attempt of [...waiting]) attempt();
  });
  const next = <Type extends Kind>(type: Type): Promise<Of<Type>> =>
    new Promise((resolve) => {
      const attempt = () => {
        const index = events.findIndex((event) => event.type === type);
        const [event] = index === -1 ? [] : events.splice(index, 1);
        if (event === undefined || !isOf(event, type)) return;
        waiting.delete(attempt);
        resolve(event);
      };
      waiting.add(attempt);
      attempt();
    });
  const say = (request: PageRequest) => socket.send(JSON.stringify(request));
  return { say, next, socket, ready: await next('ready') };
};

const isOf = <Type extends Kind>(event: PageEvent, type: Type): event is Of<Type> =>
  event.type === type;

test('a visitor is shown the servers, channels and commands of the person they act as', async () => {
  const { playground } = await setupDiscord();
  const { ready, next } = await visit(playground, 'member');
  expect(ready.me.role).toBe('member');
  expect(ready.people.map((person) => person.role)).toEqual(['owner', 'member', 'stranger']);
  expect(ready.guilds.map((guild) => guild.name)).toEqual(['Harbour Lights']);
  expect(ready.guilds[0]?.commands.map((command) => command.name)).toEqual(['draw']);
  const channels = ready.guilds[0]?.channels.map((channel) => channel.name);
  expect(channels).toContain('lantern-room');
  expect(channels).not.toContain('staff-only');
  expect(await next('bot-state')).toMatchObject({ connected: true });
});

test('a direct channel is called after the bot for the person, and after the person for the bot', async () => {
  const { playground, bot } = await setupDiscord();
  const page = await visit(playground, 'member');
  const { id } = playground.person('member');
  const opened = await bot.call('POST', '/users/@me/channels', { recipient_id: id });
  expect(opened.body).toMatchObject({ recipients: [{ id }] });
  const theirs = { recipients: [{ id: playground.botId }] };
  expect((await page.next('direct-message-opened')).channel).toMatchObject(theirs);
  const { ready } = await visit(playground, 'member');
  expect(ready.directMessages).toMatchObject([theirs]);
});

test('a command, its answer, a modal and its submission go through the page', async () => {
  const { playground, bot, channelId } = await setupDiscord();
  const page = await visit(playground, 'member');
  const [command] = playground.commands();
  page.say({
    type: 'run-command',
    nonce: 'n1',
    guildId: null,
    channelId,
    commandId: command?.id ?? '',
    options: [{ name: 'prompt', type: 3, value: 'a boat' }],
    attachments: [],
  });
  expect(await page.next('act-state')).toMatchObject({ nonce: 'n1', state: 'waiting' });
  const components = [
    { type: 1, components: [{ type: 2, style: 1, label: 'Remix', custom_id: 'remix' }] },
  ];
  await bot.answer(await bot.nextInteraction(), { type: 4, data: { content: 'hi', components } });
  const { message } = await page.next('message-created');
  expect(await page.next('act-state')).toMatchObject({ nonce: 'n1', state: 'done' });

  page.say({ type: 'press', nonce: 'n2', channelId, messageId: message.id, customId: 'remix' });
  const field = { type: 4, custom_id: 'prompt', style: 2, value: 'a boat' };
  const modal = {
    custom_id: 'remix-modal',
    title: 'Remix',
    components: [{ type: 18, label: 'Prompt', component: field }],
  };
  await bot.answer(await bot.nextInteraction(), { type: 9, data: modal });
  expect(await page.next('modal-opened')).toMatchObject({ nonce: 'n2', modal: { title: 'Remix' } });
  page.say({
    type: 'submit-modal',
    nonce: 'n3',
    channelId,
    openedBy: 'n2',
    customId: 'remix-modal',
    fields: [{ customId: 'prompt', value: 'a ship' }],
  });
  const submitted = await bot.nextInteraction();
  expect(submitted).toMatchObject({
    type: 5,
    data: { components: [{ component: { custom_id: 'prompt', value: 'a ship' } }] },
  });
  await bot.answer(submitted, { type: 7, data: { content: 'ship' } });
  expect((await page.next('message-updated')).message.content).toBe('ship');
});

test('what the bot does not answer, and what Discord does not offer, is told as failed', async () => {
  const { playground, clock, bot, channelId } = await setupDiscord();
  const page = await visit(playground, 'member');
  const run = (nonce: string, commandId: string): PageRequest => ({
    type: 'run-command',
    nonce,
    guildId: null,
    channelId,
    commandId,
    options: [],
    attachments: [
      {
        id: 'f',
        name: 'a.png',
        contentType: 'image/png',
        base64: Buffer.from(tinyPng).toString('base64'),
      },
    ],
  });
  page.say(run('n1', '1'));
  expect(await page.next('act-state')).toMatchObject({ nonce: 'n1', state: 'failed' });
  page.say(run('n2', playground.commands()[0]?.id ?? ''));
  expect(await page.next('act-state')).toMatchObject({ state: 'waiting' });
  await bot.nextInteraction();
  clock.advance(3_000);
  expect(await page.next('act-state')).toMatchObject({ nonce: 'n2', state: 'failed' });
  page.socket.send('{"type":"explode"}');
  expect((await page.next('notice')).text).toContain('unknown');
});

test('autocomplete, reactions, messages, deletion and dismissal', async () => {
  const { playground, bot, channelId, drawn } = await setupDiscord();
  const page = await visit(playground, 'member');
  page.say({
    type: 'autocomplete',
    nonce: 'n1',
    channelId,
    commandId: playground.commands()[0]?.id ?? '',
    options: [{ name: 'prompt', type: 3, value: 'a', focused: true }],
  });
  const choices = [{ name: 'A boat', value: 'a boat' }];
  await bot.answer(await bot.nextInteraction(), { type: 8, data: { choices } });
  expect(await page.next('choices')).toEqual({ type: 'choices', nonce: 'n1', choices });

  page.say({ type: 'send-message', channelId, content: 'hello' });
  const { message } = await page.next('message-created');
  page.say({ type: 'react', channelId, messageId: message.id, emoji: '🔥', present: true });
  expect((await page.next('message-updated')).message.reactions).toMatchObject([{ me: true }]);
  page.say({ type: 'delete-message', channelId, messageId: message.id });
  expect((await page.next('message-deleted')).messageId).toBe(message.id);

  await bot.answer((await drawn()).interaction, { type: 4, data: { content: 'psst', flags: 64 } });
  const secret = await page.next('message-created');
  page.say({ type: 'dismiss', channelId, messageId: secret.message.id });
  expect((await page.next('message-deleted')).messageId).toBe(secret.message.id);
  page.say({ type: 'open-channel', channelId });
  expect((await page.next('history')).messages).toEqual([]);
});

test('the page and its three libraries are served, and nothing else of the disk is', async () => {
  const { playground } = await setupDiscord();
  const status = async (path: string) => {
    const url = new URL(playground.url);
    const reply = await fetch(`${url.origin}${path}${url.search}`);
    return [reply.status, reply.headers.get('content-type')];
  };
  for (const path of ['/modules/preact.js', '/modules/preact-hooks.js', '/modules/htm.js']) {
    expect(await status(path)).toEqual([200, 'text/javascript; charset=utf-8']);
  }
  expect(await status('/page/%2e%2e/protocol.ts')).toEqual([404, 'text/plain']);
  expect(await status('/page/..%2fprotocol.ts')).toEqual([404, 'text/plain']);
  expect(await status('/modules/zod.js')).toEqual([404, 'text/plain']);
});

test('the page is served from its own folder alone', async () => {
  const { playground } = await setupDiscord();
  const statusOf = async (path: string) => {
    const url = new URL(playground.url);
    url.pathname = path;
    return (await fetch(url)).status;
  };
  expect(await statusOf('/page/store/page-state.js')).toBe(200);
  const own = fileURLToPath(import.meta.url);
  for (const path of [own, '/etc/passwd', '../../build.ts', './../../build.ts']) {
    expect(await statusOf(`/page/${path}`), path).toBe(404);
  }
});
