import { describe, expect, test } from 'vitest';
import type { BareInteraction } from '#test/fixtures/discord-bare-bot.ts';
import { type DiscordSetup, setupDiscord } from '#test/fixtures/discord-setup.ts';

const rows = (...customIds: readonly string[]) => [
  {
    type: 1,
    components: customIds.map((id) => ({ type: 2, style: 2, label: id, custom_id: id })),
  },
];
const message = { type: 4, data: { content: 'hello', components: rows('go') } };
const modal = {
  type: 9,
  data: {
    custom_id: 'remix',
    title: 'Remix',
    components: [
      { type: 18, label: 'Prompt', component: { type: 4, custom_id: 'prompt', style: 2 } },
    ],
  },
};
const callbacks: Readonly<Record<number, unknown>> = {
  4: { type: 4, data: { content: 'answer' } },
  5: { type: 5 },
  6: { type: 6 },
  7: { type: 7, data: { content: 'updated' } },
  8: { type: 8, data: { choices: [{ name: 'a', value: 'a' }] } },
  9: modal,
};

const begin = {
  command: async ({ drawn }: DiscordSetup) => (await drawn()).interaction,
  press: async (setup: DiscordSetup) => {
    const { interaction, act } = await setup.drawn();
    await setup.bot.answer(interaction, message);
    const reply = await (await act).reply();
    void setup.playground.person('member').press(reply, { label: 'go' });
    return setup.bot.nextInteraction();
  },
  autocomplete: async ({ playground, bot, channelId }: DiscordSetup) => {
    const typing = { option: 'prompt', text: 'a' };
    void playground.person('member').autocomplete(channelId, 'draw', typing);
    return bot.nextInteraction();
  },
  'modal of a command': async (setup: DiscordSetup) => {
    const { interaction, act } = await setup.drawn();
    await setup.bot.answer(interaction, modal);
    void setup.playground.person('member').submitModal(await act, { prompt: 'x' });
    return setup.bot.nextInteraction();
  },
  'modal of a press': async (setup: DiscordSetup) => {
    const pressed = await begin.press(setup);
    const reply = setup.playground.messages.all(setup.channelId)[0];
    await setup.bot.answer(pressed, modal);
    expect(reply).toBeDefined();
    const opener = await setup.playground.until(() =>
      setup.playground.acts().find((act) => act.interactionId === pressed.id),
    );
    void setup.playground.person('member').submitModal(opener, { prompt: 'x' });
    return setup.bot.nextInteraction();
  },
} satisfies Record<string, (setup: DiscordSetup) => Promise<BareInteraction>>;

describe('a callback answers only what Discord lets it answer', () => {
  test.each<[keyof typeof begin, readonly number[]]>([
    ['command', [4, 5, 9]],
    ['press', [4, 5, 6, 7, 9]],
    ['autocomplete', [8]],
    ['modal of a command', [4, 5]],
    ['modal of a press', [4, 5, 6, 7]],
  ])('%s is answered by %j', async (kind, allowed) => {
    for (const [type, callback] of Object.entries(callbacks)) {
      const setup = await setupDiscord();
      const interaction = await begin[kind](setup);
      const reply = await setup.bot.answer(interaction, callback);
      const expected = allowed.includes(Number(type)) ? { status: 200 } : { body: { code: 50035 } };
      expect(reply, `callback ${type}`).toMatchObject(expected);
    }
  });
});

describe('deadlines', () => {
  test('after 3 s the interaction is unknown and the act has failed', async () => {
    const { clock, bot, drawn } = await setupDiscord();
    const { interaction, act } = await drawn();
    clock.advance(3_001);
    expect((await act).state()).toMatchObject({ kind: 'failed' });
    expect(await bot.answer(interaction, message)).toMatchObject({
      status: 404,
      body: { code: 10062 },
    });
  });

  test('a second answer is refused, also while the first is being read', async () => {
    const { bot, drawn } = await setupDiscord();
    const { interaction } = await drawn();
    const both = await Promise.all([
      bot.answer(interaction, message),
      bot.answer(interaction, message),
    ]);
    expect(both.map((reply) => reply.status).toSorted()).toEqual([200, 400]);
    expect(await bot.answer(interaction, message)).toMatchObject({ body: { code: 40060 } });
  });

  const webhook = (setup: DiscordSetup, interaction: BareInteraction) =>
    `/webhooks/${setup.playground.applicationId}/${interaction.token}`;

  test.each([
    ['before any answer', 0, false, 404, 10015],
    ['within 15 minutes', 14 * 60_000, true, 200, undefined],
    ['after 15 minutes', 15 * 60_000 + 1, true, 401, 50027],
  ])('the token %s', async (_when, waitMs, answered, status, code) => {
    const setup = await setupDiscord();
    const { interaction } = await setup.drawn();
    if (answered) await setup.bot.answer(interaction, { type: 5 });
    setup.clock.advance(waitMs);
    const path = `${webhook(setup, interaction)}/messages/%40original`;
    const reply = await setup.bot.call('PATCH', path, { content: 'late' }, { token: null });
    expect(reply.status).toBe(status);
    if (code !== undefined) expect(reply.body).toMatchObject({ code });
  });

  test('a wrong token or id is unknown', async () => {
    const { bot, drawn } = await setupDiscord();
    const { interaction } = await drawn();
    const wrong = await bot.answer({ ...interaction, token: 'wrong' }, message);
    expect(wrong).toMatchObject({ status: 404, body: { code: 10062 } });
  });

  test('a deleted deferred answer is an unknown message', async () => {
    const setup = await setupDiscord();
    const { interaction } = await setup.drawn();
    await setup.bot.answer(interaction, { type: 5 });
    const path = `${webhook(setup, interaction)}/messages/@original`;
    expect(await setup.bot.call('DELETE', path)).toMatchObject({ status: 204 });
    expect(await setup.bot.call('PATCH', path, { content: 'x' })).toMatchObject({
      status: 404,
      body: { code: 10008 },
    });
  });

  test('the first follow-up after a defer fills it and keeps its visibility', async () => {
    const setup = await setupDiscord();
    const { interaction, act } = await setup.drawn();
    await setup.bot.answer(interaction, { type: 5 });
    const ephemeral = { content: 'only you', flags: 64 };
    await setup.bot.call('POST', webhook(setup, interaction), ephemeral);
    expect((await act).message()).toMatchObject({ content: 'only you', flags: 0 });
    await setup.bot.call('POST', webhook(setup, interaction), ephemeral);
    const stranger = setup.playground.person('owner').sees(setup.channelId);
    expect(stranger).toHaveLength(1);
    const sent = setup.playground.person('member').sees(setup.channelId);
    expect(sent.map((each) => each.flags)).toEqual([0, 64]);
  });

  test('an ephemeral answer exists for nobody else and for no channel route', async () => {
    const { bot, drawn, playground, channelId } = await setupDiscord();
    const { interaction, act } = await drawn();
    await bot.answer(interaction, { type: 4, data: { content: 'psst', flags: 64 } });
    const id = (await act).message()?.id;
    expect(await bot.call('GET', `/channels/${channelId}/messages/${id}`)).toMatchObject({
      body: { code: 10008 },
    });
    expect((await bot.call('GET', `/channels/${channelId}/messages`)).body).toEqual([]);
    expect(playground.person('owner').sees(channelId)).toEqual([]);
    expect(playground.person('member').sees(channelId)).toMatchObject([{ content: 'psst' }]);
  });
});
