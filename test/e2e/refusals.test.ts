/**
 * How: everything that is refused is asked for in the playground as a person would, or as nobody
 * should; each refusal is for that person alone, says what to do next, and costs nothing.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const EPHEMERAL = 64;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { MONTHLY_CREDITS: '28', STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

const text = (message: APIMessage | null): string =>
  [
    message?.content ?? '',
    ...(message?.embeds ?? []).flatMap((embed) => [embed.title ?? '', embed.description ?? '']),
  ].join('\n');

async function refusal(
  who: 'owner' | 'member' | 'stranger',
  channel: string,
  prompt: string,
): Promise<APIMessage> {
  const { playground } = live;
  const act = await playground
    .person(who)
    .command(playground.channelId(channel), 'imagine', { prompt });
  return act.reply();
}

describe('imagine refuses for the person alone, and says what to do', () => {
  it.each([
    [
      'an unknown parameter',
      'a fox --styleize 100',
      /Unrecognized parameter.*\n?.*--styleize/s,
      /--stylize/,
    ],
    ['a value out of range', 'a fox --stylize 5000', /--stylize must be between 0 and 1000/, /./],
    ['an empty prompt', '   ', /[Ee]mpty|prompt/, /./],
    ['an impossible ratio', 'a fox --ar 100:1', /--ar|aspect/, /./],
  ])('%s', async (_title, prompt, says, remedy) => {
    const message = await refusal('member', 'lantern-room', prompt);
    expect((message.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(text(message)).toMatch(says);
    expect(text(message)).toMatch(remedy);
  });

  it('a word that the server has banned: names it, and who can change that', async () => {
    const { playground } = live;
    const channel = playground.channelId('lantern-room');
    const words = await playground
      .person('owner')
      .command(channel, 'moderation words', { add: 'Xyzzy, plugh' });
    expect(text(await words.reply())).toMatch(/2 banned words in this server\nXyzzy, plugh/);
    const message = await refusal('member', 'lantern-room', 'a fox with XYZZY on it');
    expect((message.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(message.embeds[0]?.title).toBe('Banned prompt');
    expect(message.embeds[0]?.footer?.text).toBe('/imagine a fox with XYZZY on it');
    expect(text(message)).toMatch(/\*\*Xyzzy\*\*.*Nothing was charged/s);
    const elsewhere = await refusal('stranger', 'Paper Lanterns/gallery', '--ar 3:2');
    expect(text(elsewhere)).not.toContain('Xyzzy');
  });

  it.each([
    ['no-files', /Attach Files/],
    ['announcements', /Send Messages/],
    ['staff-only', /View Channel/],
  ])('in #%s names the permission that is missing', async (channel, says) => {
    const message = await refusal('owner', channel, 'a fox');
    expect((message.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(text(message)).toMatch(says);
  });

  it('when the credits are used up: what it costs, what is left, when it renews', async () => {
    const { playground } = live;
    const channel = playground.channelId('Paper Lanterns/gallery');
    const stranger = playground.person('stranger');
    for (let n = 0; n < 3; n++) await stranger.command(channel, 'imagine', { prompt: 'a fox' });
    const message = await refusal('stranger', 'Paper Lanterns/gallery', 'a fox');
    expect((message.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(text(message)).toMatch(/\b8\b/);
    expect(text(message)).toMatch(/\b4\b/);
    expect(text(message)).toMatch(/<t:\d+/);
  });
});

describe('a button that should not exist does nothing but say so', () => {
  async function grid() {
    const { playground } = live;
    const channel = playground.channelId('lantern-room');
    const act = await playground.person('member').command(channel, 'imagine', { prompt: 'a fox' });
    const progress = await act.reply();
    return live.final(channel, (message) => message.message_reference?.message_id === progress.id);
  }

  it('forged, stale and foreign ids are answered for the person alone', async () => {
    const { playground } = live;
    const message = await grid();
    const row = message.components?.[0];
    const button = row !== undefined && 'components' in row ? row.components[0] : undefined;
    const customId = button !== undefined && 'custom_id' in button ? button.custom_id : '';
    const jobId = customId.split('.')[1] ?? '';
    expect(customId).toBe(`f1.${jobId}.u1`);
    for (const forged of [
      'nonsense',
      'f1',
      `f1.${jobId}`,
      `f1.${jobId}.zz`,
      `f1.${jobId}.u9`,
      `f1.${jobId}.z2`,
      `f0.${jobId}.u1`,
      'f1.0000000000000000.u1',
      `f1.${jobId}.u1.extra`,
      'f1..u1',
    ]) {
      const act = await playground.person('member').forgePress({ message, customId: forged });
      const reply = await act.reply();
      expect({ forged, flags: (reply.flags ?? 0) & EPHEMERAL }).toEqual({
        forged,
        flags: EPHEMERAL,
      });
      expect(text(reply).length).toBeGreaterThan(20);
    }
  });

  it('another server’s button is answered as if the job did not exist', async () => {
    const { playground } = live;
    const message = await grid();
    const row = message.components?.[0];
    const button = row !== undefined && 'components' in row ? row.components[0] : undefined;
    const customId = button !== undefined && 'custom_id' in button ? button.custom_id : '';
    const elsewhere = playground
      .person('stranger')
      .send(playground.channelId('Paper Lanterns/folding-table'), 'a message of mine');
    const act = await playground.person('stranger').forgePress({ message: elsewhere, customId });
    const reply = await act.reply();
    expect((reply.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    const before = playground.messages.all(playground.channelId('Paper Lanterns/folding-table'));
    expect(before.every(({ attachments }) => attachments.length === 0)).toBe(true);
  });

  it('another member’s job is not shown, nor one of another server', async () => {
    const { playground } = live;
    const message = await grid();
    const row = message.components?.[0];
    const button = row !== undefined && 'components' in row ? row.components[0] : undefined;
    const jobId =
      (button !== undefined && 'custom_id' in button ? button.custom_id : '').split('.')[1] ?? '';
    for (const [who, channel] of [
      ['owner', 'lantern-room'],
      ['stranger', 'Paper Lanterns/gallery'],
    ] as const) {
      const act = await playground
        .person(who)
        .command(playground.channelId(channel), 'show', { job_id: jobId });
      await act.settled();
      await playground.until(() => act.messages().length > 0);
      const shown = act.messages().at(-1);
      expect((shown?.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
      expect(shown?.attachments ?? []).toEqual([]);
    }
  });
});

describe('commands', () => {
  it.each([
    ['help', /imagine/],
    ['credits', /credits/i],
    ['info', /./],
  ])('/%s answers', async (name, says) => {
    const { playground } = live;
    const act = await playground.person('owner').command(playground.channelId('gallery'), name, {});
    expect(text(await act.reply())).toMatch(says);
  });
});

it('the process is still there after all of it', async () => {
  const reply = await fetch(`${live.bot().webUrl()}/readyz`);
  expect(reply.status).toBe(200);
  expect(live.bot().output()).not.toContain('job pass failed');
  expect(live.playground.traffic.unknownRoutes()).toEqual([]);
});
