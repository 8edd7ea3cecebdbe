/** How: a person sets the translation in the playground's panel; what reached the emulated MidAPI is read. */
import { ComponentType } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ vendor: 'midapi' });
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const panelNow = async () => (await member().command(channel(), 'settings', {})).reply();

async function translationSelect() {
  const rows = (await panelNow()).components ?? [];
  const selects = rows.flatMap((row) =>
    row.type === ComponentType.ActionRow
      ? row.components.flatMap((part) => (part.type === ComponentType.StringSelect ? [part] : []))
      : [],
  );
  const found = selects.find((select) => select.custom_id === 'f1.s.translation');
  if (found === undefined) throw new Error('no select of the translation');
  return found;
}

async function choose(value: string): Promise<void> {
  const { custom_id: customId } = await translationSelect();
  await member().press(await panelNow(), { customId, values: [value] });
}

/** The final message of a prompt, and what its vendor was asked. */
async function imagined(prompt: string) {
  const progress = await (await member().command(channel(), 'imagine', { prompt })).reply();
  const message = await live.final(
    channel(),
    ({ message_reference: answered }) => answered?.message_id === progress.id,
  );
  const sent = live.emulator?.requests.findLast(({ path }) => path.endsWith('/generate'));
  return { message, asked: JSON.parse(sent?.body ?? '{}') };
}

describe('the translation of prompts', () => {
  it('is asked for by itself where most letters are not Latin; shown is what was typed', async () => {
    const { options } = await translationSelect();
    expect(options.find((option) => option.default === true)?.value).toBe('auto');
    const { message, asked } = await imagined('霧の中の狐 --ar 3:2');
    expect(asked).toMatchObject({ prompt: '霧の中の狐', enableTranslation: true });
    expect(message.content).toContain('**霧の中の狐 --ar 3:2**');
    expect((await imagined('a fox in fog')).asked).not.toHaveProperty('enableTranslation');
  });

  it('is asked for always where it is on, and never where it is off', async () => {
    await choose('on');
    const { message, asked } = await imagined('a fox in the snow');
    expect(asked).toMatchObject({ prompt: 'a fox in the snow', enableTranslation: true });
    expect(message.content).toContain('**a fox in the snow**');
    await choose('off');
    expect((await imagined('雪の中の狐')).asked).not.toHaveProperty('enableTranslation');
  });
});
