import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultWorld } from '#playground/discord/world/default-world.ts';
import { freePort } from '#system/free-port.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type LiveBotOptions, startLiveBot } from '#test/fixtures/live-bot.ts';

const operator = (live: Awaited<ReturnType<typeof startLiveBot>>) =>
  live.playground.person('stranger');

/** A bot with a paid vendor whose application is public, run by somebody of another server. */
async function publicBot(environment: LiveBotOptions['environment'] = {}) {
  const world = { ...defaultWorld(), applicationIsPublic: true };
  const operatorId = world.people.find(({ role }) => role === 'stranger')?.userId ?? '';
  const live = await startLiveBot({
    vendor: 'apiframe',
    world,
    environment: { OPERATOR_IDS: operatorId, ...environment },
  });
  onTestFinished(live.close);
  const channelId = live.playground.channelId('lantern-room');
  const imagine = async () => {
    const act = await live.playground
      .person('member')
      .command(channelId, 'imagine', { prompt: 'a lighthouse' });
    return act.reply();
  };
  return { live, imagine, channelId };
}

const textOf = (message: { readonly content: string; readonly embeds: readonly object[] }) =>
  `${message.content} ${JSON.stringify(message.embeds)}`;

describe('a new server of a public bot with a paid vendor', { timeout: 180_000 }, () => {
  it('waits until an operator presses Approve in the direct message, and is then served', async () => {
    const { live, imagine, channelId } = await publicBot();
    const { playground, emulator } = live;
    const refused = await imagine();
    expect(textOf(refused)).toContain('This server is not approved yet');
    expect((refused.flags ?? 0) & 64).toBe(64);
    expect(emulator?.jobs()).toEqual([]);
    const isQuestion = (message: { readonly embeds: readonly object[] }) =>
      JSON.stringify(message.embeds).includes('A new server is waiting');
    const question = await playground.messages.until(isQuestion, { what: 'the question' });
    expect(textOf(question)).toContain('Harbour Lights');
    await imagine();
    await operator(live).press(question, { label: 'Approve' });
    const questions = playground.messages.all(question.channel_id).filter(isQuestion);
    expect(questions).toEqual([]);
    const decided = playground.messages.all(question.channel_id).map(textOf).join();
    expect(decided).toMatch(/Harbour Lights \(\d+\) can start jobs now/);
    await imagine();
    const final = await live.final(channelId, ({ content }) => content.includes('a lighthouse'));
    expect(final.attachments).toHaveLength(1);
  });

  it('stays waiting when somebody else presses a copy of Approve', async () => {
    const { live, imagine, channelId } = await publicBot();
    const { playground, emulator } = live;
    await imagine();
    const question = await playground.messages.until(
      (message) => JSON.stringify(message.embeds).includes('A new server is waiting'),
      { what: 'the question' },
    );
    const row = question.components?.[0];
    const approve = row !== undefined && 'components' in row ? row.components[0] : undefined;
    const customId = approve !== undefined && 'custom_id' in approve ? approve.custom_id : '';
    const member = playground.person('member');
    const pressIn = async (place: string) => {
      const message = await postButtons(playground, place, [customId]);
      return textOf(await (await member.press(message, { customId })).reply());
    };
    expect(await pressIn(member.directChannelId())).toContain('"title":"Not permitted"');
    expect(await pressIn(channelId)).toContain('"title":"Not permitted"');
    expect(textOf(await imagine())).toContain('This server is not approved yet');
    expect(emulator?.jobs()).toEqual([]);
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

describe('a start', { timeout: 180_000 }, () => {
  const reported = async (live: Awaited<ReturnType<typeof startLiveBot>>) => {
    onTestFinished(live.close);
    return live.bot().lineWith('start report');
  };

  it('warns of a paid vendor that may cost any amount a day, and of no other', async () => {
    const open = await startLiveBot({ vendor: 'apiframe' });
    await reported(open);
    const warning = await open.bot().lineWith('vendor has no daily ceiling');
    expect(warning).toMatchObject({ level: 40, vendor: 'apiframe' });
    const bounded = await startLiveBot({
      vendor: 'apiframe',
      environment: { VENDOR_DAILY_CEILING: 'apiframe:20' },
    });
    const report = await reported(bounded);
    expect(JSON.stringify(report)).not.toContain('VENDOR_DAILY_CEILING');
    expect(bounded.bot().output()).not.toContain('vendor has no daily ceiling');
    const painter = await startLiveBot();
    await reported(painter);
    expect(painter.bot().output()).not.toContain('vendor has no daily ceiling');
  });

  it('tells operators by direct message that a vendor rejects its key, once a day', async () => {
    const world = defaultWorld();
    const operatorId = world.people.find(({ role }) => role === 'stranger')?.userId ?? '';
    const live = await startLiveBot({
      vendor: 'apiframe',
      world,
      environment: { OPERATOR_IDS: operatorId, APIFRAME_API_KEY: `afk_${'9'.repeat(40)}` },
    });
    await reported(live);
    const isTold = (message: { readonly embeds: readonly object[] }) =>
      JSON.stringify(message.embeds).includes('rejects its key');
    const notice = await live.playground.messages.until(isTold, { what: 'the notice' });
    expect(notice.channel_id).toBe(operator(live).directChannelId());
    expect(textOf(notice)).toContain('`APIFRAME_API_KEY`');
    expect(textOf(notice)).not.toContain('afk_');
    await live.bot().lineWith('operators notified');
    await live.killAndRestart();
    await live.bot().lineWith('start report');
    await live.bot().terminate();
    expect(live.playground.messages.all(notice.channel_id).filter(isTold)).toHaveLength(1);
  });

  it('says whether PUBLIC_URL leads back to this bot', async () => {
    const port = await freePort();
    const environment = { HTTP_PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
    const own = await startLiveBot({ interactions: 'gateway', environment });
    const [report, other] = [
      await reported(own),
      await startLiveBot({ environment: { PUBLIC_URL: environment.PUBLIC_URL } }),
    ];
    expect(report).toMatchObject({
      publicUrlLeadsHere: true,
      missing: [expect.stringContaining('OPERATOR_IDS')],
    });
    const strange = await reported(other);
    const problem = `PUBLIC_URL: ${environment.PUBLIC_URL} does not lead to this bot`;
    expect(strange).toMatchObject({ publicUrlLeadsHere: false });
    expect(JSON.stringify(strange)).toContain(problem);
  });
});

it('says what it is once it is ready, without values that nobody checked', {
  timeout: 60_000,
}, async () => {
  const live = await startLiveBot({ interactions: 'gateway', vendor: 'apiframe' });
  onTestFinished(live.close);
  const line = await live.bot().lineWith('start report');
  expect(line).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    invite: `https://discord.com/oauth2/authorize?client_id=${live.playground.applicationId}&scope=bot+applications.commands&permissions=274879073280`,
    servers: 2,
    publicBot: false,
    missing: [
      'OPERATOR_IDS: nobody is notified of problems',
      'PUBLIC_URL: no webhooks, no links',
      'VENDOR_DAILY_CEILING: apiframe may cost any amount a day',
    ],
  });
});
