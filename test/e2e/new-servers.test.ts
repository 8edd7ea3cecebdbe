import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultWorld } from '#playground/discord/world/default-world.ts';
import { openStage, type StageOptions } from '#test/fixtures/stage.ts';

const operator = (stage: Awaited<ReturnType<typeof openStage>>) =>
  stage.playground.person('stranger');

/** A bot with a paid vendor whose application is public, run by somebody of another server. */
async function publicBot(environment: StageOptions['environment'] = {}) {
  const world = { ...defaultWorld(), applicationIsPublic: true };
  const operatorId = world.people.find(({ role }) => role === 'stranger')?.userId ?? '';
  const stage = await openStage({
    vendor: 'apiframe',
    world,
    environment: { OPERATOR_IDS: operatorId, ...environment },
  });
  onTestFinished(stage.close);
  const channelId = stage.playground.channelId('lantern-room');
  const imagine = async () => {
    const act = await stage.playground
      .person('member')
      .command(channelId, 'imagine', { prompt: 'a lighthouse' });
    return act.reply();
  };
  return { stage, imagine, channelId };
}

const textOf = (message: { readonly content: string; readonly embeds: readonly object[] }) =>
  `${message.content} ${JSON.stringify(message.embeds)}`;

describe('a new server of a public bot with a paid vendor', { timeout: 90_000 }, () => {
  it('waits until an operator presses Approve in the direct message, and is then served', async () => {
    const { stage, imagine, channelId } = await publicBot();
    const { playground, emulator } = stage;
    const refused = await imagine();
    expect(textOf(refused)).toContain('This server is not approved yet');
    expect((refused.flags ?? 0) & 64).toBe(64);
    expect(emulator?.jobs()).toEqual([]);
    const isQuestion = (message: { readonly embeds: readonly object[] }) =>
      JSON.stringify(message.embeds).includes('A new server is waiting');
    const question = await playground.messages.until(isQuestion, { what: 'the question' });
    expect(textOf(question)).toContain('Harbour Lights');
    await imagine();
    await operator(stage).press(question, { label: 'Approve' });
    const questions = playground.messages.all(question.channel_id).filter(isQuestion);
    expect(questions).toEqual([]);
    await imagine();
    const final = await stage.final(channelId, ({ content }) => content.includes('a lighthouse'));
    expect(final.attachments).toHaveLength(1);
  });

  it('is served at once where MONTHLY_CREDITS is set', async () => {
    const { imagine } = await publicBot({ MONTHLY_CREDITS: '500' });
    expect(textOf(await imagine())).toContain('Waiting to start');
  });

  it('is not served where GUILD_IDS names others', async () => {
    const { imagine } = await publicBot({ GUILD_IDS: '140000000000000001' });
    expect(textOf(await imagine())).toContain('This bot does not serve this server');
  });
});

it('says what it is once it is ready, without values that nobody checked', {
  timeout: 60_000,
}, async () => {
  const stage = await openStage({ vendor: 'apiframe' });
  onTestFinished(stage.close);
  const line = await stage.bot().lineWith('start report');
  expect(line).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    invite: `https://discord.com/oauth2/authorize?client_id=${stage.playground.applicationId}&scope=bot+applications.commands&permissions=274878024704`,
    servers: 2,
    publicBot: false,
    missing: [
      'OPERATOR_IDS: nobody is told of trouble',
      'PUBLIC_URL: no webhooks, no links',
      'VENDOR_DAILY_CEILING: apiframe may cost any amount a day',
    ],
  });
});
