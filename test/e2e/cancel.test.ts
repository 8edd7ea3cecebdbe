/**
 * How: people in the playground stop their own and others' jobs, by the red button and by the Apps menu,
 * while the bot runs as its own process; the channel and the server's credits are looked at.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsInStyle, isFinal, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const RED = 4;
const EPHEMERAL = 64;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '2' } });
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const shown = (id: string) => live.playground.messages.all(channel()).find((m) => m.id === id);
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;

async function imagine(prompt = 'a lighthouse in fog') {
  const act = await member().command(channel(), 'imagine', { prompt });
  return act.reply();
}

async function grid() {
  const progress = await imagine();
  return live.final(channel(), (m) => m.message_reference?.message_id === progress.id);
}

async function available(): Promise<string> {
  const reply = await (await member().command(channel(), 'credits', {})).reply();
  return /\*\*Available\*\*: ([\d,]+)/.exec(words(reply))?.[1] ?? '';
}

async function stopped(id: string): Promise<APIMessage> {
  await live.playground.until(() => shown(id)?.content.includes('(Stopped)') === true, {
    timeoutMs: 20_000,
    what: 'the progress message to say that it was stopped',
  });
  const message = shown(id);
  if (message === undefined) throw new Error('the stopped message is gone');
  return message;
}

describe('the red button', () => {
  it('stops a variation, says so in its message and gives the credits back', async () => {
    const message = await grid();
    const before = await available();
    const progress = await (await member().press(message, { label: 'V2' })).reply();
    expect(buttonsInStyle(progress, RED)).toEqual(['Cancel Job']);
    await member().press(progress, { label: 'Cancel Job' });
    const end = await stopped(progress.id);
    expect(end.content).toContain(`**a lighthouse in fog** - <@${member().id}> (Stopped)`);
    expect(end.content).toContain('8 credits');
    expect(end.components ?? []).toEqual([]);
    expect(await available()).toBe(before);
    // Whatever the vendor goes on painting, nobody waits for it: a later job ends and this one never does.
    await grid();
    const replies = live.playground.messages
      .all(channel())
      .filter((m) => isFinal(m) && m.message_reference?.message_id === message.id);
    expect(replies).toEqual([]);
  });

  it('does nothing for somebody else', async () => {
    const message = await grid();
    const progress = await (await member().press(message, { label: 'V1' })).reply();
    const act = await live.playground.person('owner').press(progress, { label: 'Cancel Job' });
    const reply = await act.reply();
    expect((reply.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(words(reply)).toContain('Only the person who started the job');
    await live.final(channel(), (m) => m.message_reference?.message_id === message.id);
  });
});

describe('Apps ▸ Cancel Job', () => {
  it('stops a job in progress by its progress message', async () => {
    const progress = await imagine();
    const act = await member().contextCommand(channel(), 'Cancel Job', progress.id);
    expect(words(await act.reply())).toContain('8 credits');
    await stopped(progress.id);
  });

  it('removes the message of a finished job, and /show brings it back', async () => {
    const message = await grid();
    const act = await member().contextCommand(channel(), 'Cancel Job', message.id);
    const id = /\/show ([0-9a-z]{16})/.exec(words(await act.reply()))?.[1] ?? '';
    expect(shown(message.id)).toBeUndefined();
    await member().command(channel(), 'show', { job_id: id });
    await live.final(channel(), (m) => m.attachments[0]?.filename.includes(id) === true);
  });

  it('leaves others’ results and other messages alone', async () => {
    const message = await grid();
    const owner = live.playground.person('owner');
    const foreign = await owner.contextCommand(channel(), 'Cancel Job', message.id);
    expect(words(await foreign.reply())).toContain('Only the person who started the job');
    expect(shown(message.id)).toBeDefined();
    const chat = owner.send(channel(), 'a message of mine');
    const act = await member().contextCommand(channel(), 'Cancel Job', chat.id);
    expect(words(await act.reply())).toContain('shows no job of yours');
  });
});
