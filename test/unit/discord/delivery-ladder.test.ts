/**
 * The ladder as a table: what Discord answers to the final post, and where its person finds the result. The real
 * messenger and discord.js speak to the playground, which refuses as Discord would.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeCustomId } from '#discord/components/custom-id.ts';
import type { Job } from '#domain/job.ts';
import type { FaultInput } from '#playground/discord/faults/fault.ts';
import type { Attachment, FinalPost } from '#ports/messenger.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let picture: Attachment;
beforeAll(async () => {
  const image = sharp({ create: { width: 64, height: 48, channels: 3, background: '#204060' } });
  picture = { bytes: await image.webp().toBuffer(), mediaType: 'image/webp' };
});

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const finalOf = (job: Job, mayExist = false): FinalPost => ({
  job: { ...job, state: 'delivering' },
  attachments: [picture],
  leftOut: 0,
  buttons: [
    { action: 'upscale', cell: 1 },
    { action: 'reroll', cell: null },
  ],
  pressed: [],
  pageUrl: 'https://bot.example/jobs/1',
  mayExist,
});

const rerollOf = ({ id }: Job) =>
  ({ kind: 'button', jobId: id, button: { action: 'reroll', cell: null } }) as const;

type Where = 'channel' | 'direct' | 'parent';
const seen = (where: Where): readonly APIMessage[] => {
  const { messages } = edge.playground;
  if (where === 'direct') return messages.all(edge.member.directChannelId());
  return messages.all(where === 'channel' ? edge.channelId : parentId());
};
const parentId = () => edge.playground.channelId('gallery');
const withFiles = (where: Where) => seen(where).filter(({ attachments }) => attachments.length > 0);

const refuse = (status: number, code: number, times = 1, field?: string): FaultInput => ({
  kind: 'refuse',
  route: 'create-message',
  status,
  code,
  times,
  ...(field === undefined ? {} : { field }),
});

/** What is looked for in the one message that has the picture. */
type Look = {
  readonly where: Where;
  readonly prompt?: boolean;
  readonly name?: RegExp;
  readonly emoji?: boolean;
  readonly reason?: RegExp;
};

const LADDER: readonly (readonly [string, readonly FaultInput[], Look])[] = [
  ['nothing', [], { where: 'channel', prompt: true, emoji: true, name: /lighthouse/ }],
  [
    'an emoji is refused (50035)',
    [refuse(400, 50035, 1, 'components.0.components.1.emoji.name')],
    { where: 'channel', prompt: false, emoji: false, name: /lighthouse/ },
  ],
  [
    'an embed is refused (50035)',
    [refuse(400, 50035, 1, 'embeds.0.title')],
    { where: 'channel', prompt: false, name: /lighthouse/ },
  ],
  [
    'harmful links (240000)',
    [{ kind: 'block-words', words: 'bot.example', code: 240000 }],
    { where: 'channel', prompt: false, name: /lighthouse/ },
  ],
  [
    'AutoMod finds a word of the prompt (200000)',
    [{ kind: 'block-words', words: 'in fog', code: 200000 }],
    { where: 'channel', prompt: false, name: /lighthouse/ },
  ],
  ['and of the name too', [refuse(400, 200000, 2)], { where: 'channel', name: /^picture_/ }],
  [
    'and all the same',
    [refuse(400, 200000, 3)],
    { where: 'direct', reason: /rejected this message/ },
  ],
  ['a code that nobody knows', [refuse(400, 999999, 3)], { where: 'direct' }],
  [
    'uploads are limited (400001)',
    [{ kind: 'limit-uploads', channelId: '' }],
    { where: 'direct', reason: /Files cannot be uploaded/ },
  ],
  [
    'missing permissions (50013)',
    [refuse(403, 50013)],
    { where: 'direct', reason: /has no access/ },
  ],
  ['missing access (50001)', [refuse(403, 50001)], { where: 'direct' }],
  ['an unknown channel (10003)', [refuse(404, 10003)], { where: 'direct' }],
  ['a locked thread (160005)', [refuse(403, 160005)], { where: 'direct' }],
  ['an archived thread (50083)', [refuse(400, 50083)], { where: 'direct' }],
  [
    'the files are dropped',
    [{ kind: 'drop-files', route: 'create-message' }],
    { where: 'channel', prompt: true },
  ],
  [
    'the files are dropped twice',
    [
      { kind: 'drop-files', route: 'create-message' },
      { kind: 'drop-files', route: 'edit-message' },
    ],
    { where: 'direct' },
  ],
  [
    'the message to reply to is gone (50035)',
    [refuse(400, 50035, 1, 'message_reference')],
    { where: 'channel', prompt: true },
  ],
];

describe('the picture reaches its person once where the post meets', () => {
  it.each(LADDER)('%s', async (_title, faults, look) => {
    const job = await edge.acceptedJob();
    for (const fault of faults) {
      const isHere = fault.kind === 'limit-uploads';
      edge.playground.fault(isHere ? { ...fault, channelId: edge.channelId } : fault);
    }
    const outcome = await edge.messenger.postFinal(finalOf(job));
    const all = (['channel', 'direct'] as const).flatMap(withFiles);
    const [message] = withFiles(look.where);
    expect(all).toHaveLength(1);
    expect(outcome).toMatchObject({ kind: 'posted', messageId: message?.id });
    const text = JSON.stringify([message?.content, message?.embeds]);
    if (look.prompt !== undefined) expect(text.includes('in fog')).toBe(look.prompt);
    if (look.emoji !== undefined) {
      expect(JSON.stringify(message?.components).includes('"emoji"')).toBe(look.emoji);
      expect(JSON.stringify(message?.components)).toContain(encodeCustomId(rerollOf(job)));
    }
    if (look.name !== undefined) expect(message?.attachments[0]?.filename).toMatch(look.name);
    if (look.reason !== undefined) expect(text).toMatch(look.reason);
    // Nobody is left before "(Waiting to start)".
    expect(seen('channel').some(({ content }) => content.includes('Waiting to start'))).toBe(false);
  });

  it('in the channel of a public thread that is closed, with its buttons', async () => {
    const { world } = edge.playground;
    const thread = world.channels.get(edge.channelId);
    if (thread?.kind !== 'guild') throw new Error('no channel');
    world.channels.set(thread.id, { ...thread, threadOf: parentId() });
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'close-thread', channelId: thread.id, code: 160005 });
    const outcome = await edge.messenger.postFinal(finalOf(job));
    const [message] = withFiles('parent');
    expect(outcome).toMatchObject({ kind: 'posted', channelId: parentId() });
    expect(message?.components?.length).toBeGreaterThan(0);
    expect(message?.embeds[0]?.description).toContain(`<#${thread.id}>`);
  });

  it('and people in the channel read where it went while uploads are limited', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'limit-uploads', channelId: edge.channelId });
    await edge.messenger.postFinal(finalOf(job));
    const [words] = seen('channel');
    expect(words?.content).toMatch(/sent by direct message/);
    expect(words?.content).toContain('https://bot.example/jobs/1');
  });
});

describe('a result that nobody takes', () => {
  it.each([
    ['uploads limited and direct messages closed', { kind: 'limit-uploads', channelId: '' }],
    ['a time-out and direct messages closed', refuse(403, 50013)],
  ] as const)('%s: its person reads that it is kept, where and how', async (_title, fault) => {
    const job = await edge.acceptedJob();
    edge.playground.fault(
      fault.kind === 'limit-uploads' ? { ...fault, channelId: edge.channelId } : fault,
    );
    edge.playground.fault({ kind: 'close-direct-messages', userId: edge.member.id });
    const outcome = await edge.messenger.postFinal(finalOf(job));
    expect(outcome.kind).toBe('impossible');
    expect(await edge.messenger.showArchived(job, null)).toEqual({ kind: 'shown' });
    expect(seen('channel').map(({ content }) => content)).toEqual([
      expect.stringContaining(`/show ${job.id}`),
    ]);
  });
});

describe('an answer that says nothing', () => {
  it('a late 500 is searched for, and posted once', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'late-error', route: 'create-message' });
    expect((await edge.messenger.postFinal(finalOf(job))).kind).toBe('retry');
    edge.clock.advance(20 * 60_000);
    expect((await edge.messenger.postFinal(finalOf(job, true))).kind).toBe('posted');
    expect(withFiles('channel')).toHaveLength(1);
  });

  it('files dropped before a crash are put in by the next attempt', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'drop-files', route: 'create-message' });
    edge.playground.fault({ kind: 'refuse', route: 'edit-message', status: 503 });
    expect((await edge.messenger.postFinal(finalOf(job))).kind).toBe('retry');
    edge.clock.advance(20 * 60_000);
    expect((await edge.messenger.postFinal(finalOf(job, true))).kind).toBe('posted');
    expect(withFiles('channel')).toHaveLength(1);
    expect(seen('channel')).toHaveLength(1);
  });
});

describe('while a moderator has timed the bot out', () => {
  it('results go to their people without being refused again, and nothing new is started', async () => {
    const [first, second] = [await edge.acceptedJob(), await edge.acceptedJob()];
    const guildId = edge.playground.guildId('Harbour Lights');
    edge.playground.fault({ kind: 'time-out-bot', guildId, ms: 5 * 60_000 });
    await edge.messenger.postFinal(finalOf(first));
    await edge.messenger.postFinal(finalOf(second));
    expect(withFiles('direct')).toHaveLength(2);
    const refused = edge.playground.traffic.all().filter(({ status }) => status === 403);
    expect(refused).toHaveLength(1);
    const act = await edge.member.command(edge.channelId, 'imagine', { prompt: 'a fox' });
    const reply = await act.reply();
    expect(reply.embeds[0]?.title).toBe("Discord refuses the bot's messages here");
    expect((reply.flags ?? 0) & 64).toBe(64);
    edge.clock.advance(5 * 60_000 + 1);
    await edge.acceptedJob();
  });
});

describe('an app that was added without its bot', () => {
  it('is refused before anything is accepted, with the scopes and a link', async () => {
    edge.playground.fault({
      kind: 'remove-bot',
      guildId: edge.playground.guildId('Harbour Lights'),
    });
    const act = await edge.member.command(edge.channelId, 'imagine', { prompt: 'a fox' });
    const { embeds } = await act.reply();
    expect(embeds[0]?.description).toContain('`bot` and `applications.commands`');
    expect(embeds[0]?.description).toContain('scope=bot+applications.commands');
  });
});
