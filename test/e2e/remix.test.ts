/** How: modals are opened, closed, changed, submitted late and forged in the playground. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buttonRowsOf,
  buttonsInStyle,
  type LiveBot,
  startLiveBot,
} from '#test/fixtures/live-bot.ts';

const GREEN = 3;
const BLUE = 1;
const RATIO = /--ar 1:1/;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const mention = () => `<@${member().id}>`;
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;
const replyTo = (id: string) =>
  live.final(channel(), (message) => message.message_reference?.message_id === id);

async function grid(prompt = 'a fox --ar 3:2 --relax'): Promise<APIMessage> {
  const progress = await (await member().command(channel(), 'imagine', { prompt })).reply();
  return replyTo(progress.id);
}

async function single(): Promise<APIMessage> {
  const message = await grid();
  await member().press(message, { label: 'U1' });
  return replyTo(message.id);
}

async function open(message: APIMessage, target: { label?: string; emoji?: string }) {
  const act = await member().press(message, target);
  const state = act.state();
  if (state.kind !== 'acknowledged') throw new Error(`the press is ${state.kind}`);
  return act;
}

async function coloured(id: string, style: number, label: string): Promise<void> {
  await live.playground.messages.until(
    (message) => message.id === id && buttonsInStyle(message, style).includes(label),
    { timeoutMs: 10_000, what: `${label} in style ${style}` },
  );
}

describe('with remix on', () => {
  beforeAll(async () => {
    await member().command(channel(), 'prefer remix', {});
  });
  afterAll(async () => {
    await member().command(channel(), 'prefer remix', {});
  });

  it('V2 asks for the prompt; the changed one makes a remix, and the button turns green', async () => {
    const message = await grid();
    const act = await open(message, { label: 'V2' });
    const before = live.playground.messages.all(channel()).length;
    expect(JSON.stringify(act.modal())).toContain('a fox --ar 3:2"');
    await member().submitModal(act, { prompt: 'a wolf --ar 3:2' });
    const result = await replyTo(message.id);
    expect(live.playground.messages.all(channel()).length).toBeGreaterThan(before);
    expect(result.content).toBe(`**a wolf --ar 3:2** - Remix (Strong) by ${mention()} (relaxed)`);
    await coloured(message.id, GREEN, 'V2');
  });

  it('Animate asks for its words, and the video is made with them', async () => {
    const message = await single();
    const act = await open(message, { label: 'Animate (High motion)' });
    expect(JSON.stringify(act.modal())).toContain('"value":"a fox"');
    await member().submitModal(act, { prompt: 'the fox runs left' });
    const video = await replyTo(message.id);
    expect(video.content).toContain('**the fox runs left --motion high --video 1 --aspect 3:2**');
    await coloured(message.id, GREEN, 'Animate (High motion)');
  });

  it('unchanged, it is the plain variation', async () => {
    const message = await grid();
    const act = await open(message, { label: 'V3' });
    await member().submitModal(act, {});
    const result = await replyTo(message.id);
    expect(result.content).toContain('Variations (Strong) by');
    await coloured(message.id, BLUE, 'V3');
  });

  it('a closed modal costs nothing', async () => {
    const message = await grid();
    const credits = async () =>
      /Available\*\*: ([\d,]+)/.exec(
        words(await (await member().command(channel(), 'credits', {})).reply()),
      )?.[1];
    const before = await credits();
    await open(message, { label: 'V1' });
    expect(await credits()).toBe(before);
  });

  it('what is wrong with the new prompt is said as for a typed one', async () => {
    const act = await open(await grid(), { label: 'V1' });
    const refused = await member().submitModal(act, { prompt: 'a wolf --stylize 5000' });
    const reply = await refused.reply();
    expect((reply.flags ?? 0) & 64).toBe(64);
    expect(words(reply)).toContain('--stylize must be between 0 and 1000');
  });

  it.each([
    [{ label: 'Vary (Subtle)' }, 'Remix (Subtle) by'],
    [{ label: 'Vary (Strong)' }, 'Remix (Strong) by'],
    [{ label: 'Zoom Out 2x' }, 'Zoom Out by'],
    [{ emoji: '➡️' }, 'Pan Right by'],
  ])('%j takes the new prompt', async (target, verb) => {
    const message = await single();
    const act = await open(message, target);
    await member().submitModal(act, { prompt: 'a wolf --ar 3:2' });
    const result = await replyTo(message.id);
    expect(result.content).toContain(verb);
    expect(result.content).toContain('**a wolf --ar');
  });

  it('reroll with another prompt is a new grid', async () => {
    const message = await grid();
    const act = await open(message, { emoji: '🔄' });
    await member().submitModal(act, { prompt: 'a wolf' });
    expect((await replyTo(message.id)).content).toContain('**a wolf** -');
  });
});

describe('custom zoom', () => {
  it('asks always, with ratio and factor filled in, and zooms as it is told', async () => {
    const message = await single();
    expect(buttonRowsOf(message).flat()).toContain('Custom Zoom');
    const act = await open(message, { label: 'Custom Zoom' });
    expect(JSON.stringify(act.modal())).toContain('a fox --ar 3:2 --zoom 2"');
    await member().submitModal(act, { prompt: 'a fox --ar 1:1 --zoom 1.5' });
    const result = await replyTo(message.id);
    expect(result.content).toContain('Zoom Out by');
    expect(result.content).toMatch(RATIO);
    expect(result.attachments[0]).toMatchObject({ width: 2048, height: 2048 });
  });

  it('refuses a factor out of range', async () => {
    const act = await open(await single(), { label: 'Custom Zoom' });
    const refused = await member().submitModal(act, { prompt: 'a fox --zoom 3' });
    expect(words(await refused.reply())).toContain('--zoom must be between 1 and 2');
  });
});
