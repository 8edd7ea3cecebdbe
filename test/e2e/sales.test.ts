/**
 * How: people buy from the playground's Discord, with the bot at work, away, and killed in the
 * middle; what the server can spend is read from `/credits`.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const COINS = '1100000000000000901';
const CLUB = '1100000000000000902';
const OTHER = '1100000000000000903';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({
    environment: {
      MONTHLY_CREDITS: '100',
      STUDIO_SECONDS: '0',
      SKUS: `${COINS}:50,${CLUB}:300/month`,
    },
  });
});
afterAll(async () => {
  await live?.close();
});

const purchase = (skuId: string) => ({
  guildId: live.playground.guildId('Harbour Lights'),
  userId: live.playground.person('member').id,
  skuId,
});

async function available(): Promise<number> {
  const channel = live.playground.channelId('lantern-room');
  const act = await live.playground.person('member').command(channel, 'credits');
  const { embeds } = await act.reply();
  const [, figure = ''] = /Available\*\*: ([\d,]+)/.exec(embeds[0]?.description ?? '') ?? [];
  return Number(figure.replaceAll(',', ''));
}

/** Sales are booked beside the interactions: asked until it is so. */
const untilAvailable = (credits: number) =>
  expect.poll(available, { timeout: 15_000, interval: 100 }).toBe(credits);

it('books what was bought once, then consumes it', async () => {
  const id = live.playground.sales.buyOnce(purchase(COINS));
  await live.playground.until(() => live.playground.sales.isConsumed(id));
  await untilAvailable(150);
});

it('books a subscription for each of its periods, and nothing for what it does not sell', async () => {
  const id = live.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(450);
  live.playground.sales.buyOnce(purchase(OTHER));
  live.playground.sales.renew(id);
  await untilAvailable(750);
});

it('catches up with what was sold while it was away, and books nothing twice', async () => {
  await live.bot().kill();
  const id = live.playground.sales.buyOnce(purchase(COINS));
  await live.killAndRestart();
  await live.playground.until(() => live.playground.sales.isConsumed(id));
  await untilAvailable(800);
  await live.killAndRestart();
  await untilAvailable(800);
});

it('takes back what was paid back, as far as it is left', async () => {
  const id = live.playground.sales.buyOnce(purchase(COINS));
  await untilAvailable(850);
  live.playground.sales.payBack(id);
  await untilAvailable(800);
});

it('takes back what is left of a subscription’s period that was paid back, and gives none again', async () => {
  const id = live.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(1100);
  live.playground.sales.payBack(live.playground.sales.entitlementOf(id));
  await untilAvailable(800);
  // Late news of a period that was never booked.
  live.playground.sales.renew(id);
  const coins = live.playground.sales.buyOnce(purchase(COINS));
  await live.playground.until(() => live.playground.sales.isConsumed(coins));
  await untilAvailable(850);
});

it('finds at its start what was paid back, and what ended, while it was away', async () => {
  const coins = live.playground.sales.buyOnce(purchase(COINS));
  await untilAvailable(900);
  const paidBack = live.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(1200);
  const ended = live.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(1500);
  await live.bot().kill();
  // Away for longer than Discord keeps a session: nothing of it is sent again.
  live.playground.fault({ kind: 'invalid-session', resumable: false });
  live.playground.sales.payBack(coins);
  live.playground.sales.payBack(live.playground.sales.entitlementOf(paidBack));
  live.playground.sales.endSubscription(ended);
  await live.killAndRestart();
  await untilAvailable(850);
  await live.killAndRestart();
  await untilAvailable(850);
});

it('leaves what was sold to a person alone, unconsumed, and says so in the log', async () => {
  const id = live.playground.sales.buyOnce({ ...purchase(COINS), guildId: null });
  const said = () => live.bot().output().includes(`"entitlement":"${id}"`);
  await expect.poll(said, { timeout: 15_000 }).toBe(true);
  expect(live.bot().output()).toContain('sold to a person');
  expect(live.playground.sales.isConsumed(id)).toBe(false);
  expect(await available()).toBe(850);
});
