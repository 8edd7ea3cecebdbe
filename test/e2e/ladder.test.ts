/**
 * How: the bot in its own process makes a job; once it has acknowledged, Discord refuses the final post in one way.
 * Whatever that is, its person gets the picture exactly once, or reads where it is kept, and what was charged is
 * shown for. Judged by what people see and by what `/credits` says alone.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultInput } from '#playground/discord/faults/fault.ts';
import { isFinal, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const WAIT = { timeoutMs: 120_000 };
const PRICE = 8;

let live: LiveBot;
beforeAll(async () => {
  // Long enough for a fault to come between the acknowledgement and the result.
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '2' } });
  // Threads are channels with a parent.
  const { world } = live.playground;
  for (const name of ['gallery', 'Paper Lanterns/gallery']) {
    const channel = world.channels.get(live.playground.channelId(name));
    if (channel?.kind !== 'guild') throw new Error(`no channel ${name}`);
    const parent = name === 'gallery' ? 'lantern-room' : 'Paper Lanterns/folding-table';
    world.channels.set(channel.id, { ...channel, threadOf: live.playground.channelId(parent) });
  }
});
afterAll(async () => {
  await live?.close();
});
beforeEach(() => live.playground.clearFaults());

type Who = 'owner' | 'member' | 'stranger';
type Place = { readonly channel: string; readonly who: Who };
const HERE: Place = { channel: 'lantern-room', who: 'member' };
const THREAD: Place = { channel: 'gallery', who: 'member' };

/** Every message that this person could find the result in. */
function readable(who: Who): readonly APIMessage[] {
  const { playground } = live;
  const names = [
    'lantern-room',
    'gallery',
    'Paper Lanterns/folding-table',
    'Paper Lanterns/gallery',
  ];
  const channels = names.map((name) => playground.channelId(name));
  return [...channels, playground.person(who).directChannelId()].flatMap(playground.messages.all);
}

async function balance({ channel, who }: Place): Promise<number> {
  const act = await live.playground
    .person(who)
    .command(live.playground.channelId(channel), 'credits');
  const [embed] = (await act.reply(WAIT)).embeds;
  const amount = /\*\*Available\*\*: ([\d,]+) credits/.exec(embed?.description ?? '')?.[1];
  return Number(amount?.replaceAll(',', ''));
}

/** A job of this person, and what has come of it when `isOver` holds for what is new. */
async function outcome(
  place: Place,
  faults: (channelId: string) => readonly FaultInput[],
  isOver: (news: readonly APIMessage[]) => boolean,
) {
  const { playground } = live;
  const channelId = playground.channelId(place.channel);
  const before = await balance(place);
  const known = new Set(readable(place.who).map(({ id }) => id));
  const news = () => readable(place.who).filter(({ id }) => !known.has(id));
  const act = await playground
    .person(place.who)
    .command(channelId, 'imagine', { prompt: 'a lighthouse in fog' });
  await act.reply(WAIT);
  for (const fault of faults(channelId)) playground.fault(fault);
  await playground.until(() => isOver(news()), { ...WAIT, what: 'the end of the job' });
  // Progress goes after the result is posted.
  const isWaiting = ({ content }: APIMessage) => /\((?:Waiting to start|\d+%)\)/.test(content);
  await playground.until(() => !news().some(isWaiting), { ...WAIT, what: 'no more progress' });
  playground.clearFaults();
  return { charged: before - (await balance(place)), messages: news() };
}

const refuse = (status: number, code: number, field?: string): FaultInput => ({
  kind: 'refuse',
  route: 'create-message',
  status,
  code,
  ...(field === undefined ? {} : { field }),
});

type Row = readonly [
  title: string,
  place: Place,
  faults: (channelId: string) => readonly FaultInput[],
  /** The channel by name; null: direct messages. */
  where: string | null,
];

const ROWS: readonly Row[] = [
  [
    'an emoji is refused (50035)',
    HERE,
    () => [refuse(400, 50035, 'components.0.components.4.emoji.name')],
    'lantern-room',
  ],
  [
    'an embed is refused (50035)',
    HERE,
    () => [refuse(400, 50035, 'embeds.0.title')],
    'lantern-room',
  ],
  ['a harmful link is found (240000)', HERE, () => [refuse(400, 240000)], 'lantern-room'],
  [
    'AutoMod finds a word of the prompt (200000)',
    HERE,
    () => [{ kind: 'block-words', words: 'in fog', code: 200000 }],
    'lantern-room',
  ],
  [
    'uploads are limited (400001)',
    HERE,
    (channelId) => [{ kind: 'limit-uploads', channelId }],
    null,
  ],
  [
    'the thread is locked (160005)',
    THREAD,
    (channelId) => [{ kind: 'close-thread', channelId, code: 160005 }],
    'lantern-room',
  ],
  [
    'the thread is archived (50083)',
    THREAD,
    (channelId) => [{ kind: 'close-thread', channelId, code: 50083 }],
    'lantern-room',
  ],
  [
    'the answer has no files in it',
    HERE,
    () => [{ kind: 'drop-files', route: 'create-message' }],
    'lantern-room',
  ],
  [
    'a 500 comes after the message was posted',
    HERE,
    () => [{ kind: 'late-error', route: 'create-message' }],
    'lantern-room',
  ],
];

describe('the picture is posted once, and paid once, where', () => {
  it.each(ROWS)('%s', { timeout: 240_000 }, async (_title, place, faults, where) => {
    const { charged, messages } = await outcome(place, faults, (news) => news.some(isFinal));
    const pictures = messages.filter(isFinal);
    expect(pictures.map(({ channel_id }) => channel_id)).toEqual([
      where === null
        ? live.playground.person(place.who).directChannelId()
        : live.playground.channelId(where),
    ]);
    expect(pictures[0]?.attachments[0]?.size).toBeGreaterThan(1_000);
    expect(charged).toBe(PRICE);
  });
});

it('a result that nobody takes is kept, says so, and is shown when asked for', {
  timeout: 240_000,
}, async () => {
  const place: Place = { channel: 'Paper Lanterns/folding-table', who: 'stranger' };
  const { playground } = live;
  const userId = playground.person('stranger').id;
  const { charged, messages } = await outcome(
    place,
    (channelId) => [
      { kind: 'limit-uploads', channelId },
      { kind: 'close-direct-messages', userId },
    ],
    (news) => news.some(({ content }) => content.includes('/show')),
  );
  expect(messages.filter(isFinal)).toEqual([]);
  const jobId = /\/show (?:job_id:)?`?([a-z0-9]{16})/.exec(
    messages.map(({ content }) => content).join('\n'),
  )?.[1];
  expect(charged).toBe(PRICE);
  const act = await playground
    .person('stranger')
    .command(playground.channelId('Paper Lanterns/folding-table'), 'show', { job_id: jobId ?? '' });
  expect((await act.reply(WAIT)).attachments).toHaveLength(1);
});

it('a bot that a moderator timed out (50013) sends it directly, and takes no more jobs meanwhile', {
  timeout: 240_000,
}, async () => {
  const place: Place = { channel: 'Paper Lanterns/folding-table', who: 'owner' };
  const { playground } = live;
  const guildId = playground.guildId('Paper Lanterns');
  const { charged, messages } = await outcome(
    place,
    () => [{ kind: 'time-out-bot', guildId, ms: 600_000 }],
    (news) => news.some(isFinal),
  );
  const pictures = messages.filter(isFinal);
  expect(pictures.map(({ channel_id }) => channel_id)).toEqual([
    playground.person('owner').directChannelId(),
  ]);
  expect(charged).toBe(PRICE);
  const act = await playground
    .person('owner')
    .command(playground.channelId('Paper Lanterns/folding-table'), 'imagine', { prompt: 'a fox' });
  const reply = await act.reply(WAIT);
  expect(reply.embeds[0]?.title).toBe("Discord refuses the bot's messages here");
  expect((reply.flags ?? 0) & 64).toBe(64);
});
