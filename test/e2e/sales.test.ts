/**
 * How: people buy from the playground's Discord, with the bot at work, away, and killed in the
 * middle; what the server can spend is read from `/credits`.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, type Stage } from '#test/fixtures/stage.ts';

const COINS = '1100000000000000901';
const CLUB = '1100000000000000902';
const OTHER = '1100000000000000903';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    environment: {
      MONTHLY_CREDITS: '100',
      STUDIO_SECONDS: '0',
      SKUS: `${COINS}:50,${CLUB}:300/month`,
    },
  });
});
afterAll(async () => {
  await stage?.close();
});

const purchase = (skuId: string) => ({
  guildId: stage.playground.guildId('Harbour Lights'),
  userId: stage.playground.person('member').id,
  skuId,
});

async function available(): Promise<number> {
  const channel = stage.playground.channelId('lantern-room');
  const act = await stage.playground.person('member').command(channel, 'credits');
  const { embeds } = await act.reply();
  const [, figure = ''] = /Available\*\*: ([\d,]+)/.exec(embeds[0]?.description ?? '') ?? [];
  return Number(figure.replaceAll(',', ''));
}

/** Sales are booked beside the interactions: asked until it is so. */
const untilAvailable = (credits: number) =>
  expect.poll(available, { timeout: 15_000, interval: 100 }).toBe(credits);

it('books what was bought once, then consumes it', async () => {
  const id = stage.playground.sales.buyOnce(purchase(COINS));
  await stage.playground.until(() => stage.playground.sales.isConsumed(id));
  await untilAvailable(150);
});

it('books a subscription for each of its periods, and nothing for what it does not sell', async () => {
  const id = stage.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(450);
  stage.playground.sales.buyOnce(purchase(OTHER));
  stage.playground.sales.renew(id);
  await untilAvailable(750);
});

it('catches up with what was sold while it was away, and books nothing twice', async () => {
  await stage.bot().kill();
  const id = stage.playground.sales.buyOnce(purchase(COINS));
  await stage.killAndRestart();
  await stage.playground.until(() => stage.playground.sales.isConsumed(id));
  await untilAvailable(800);
  await stage.killAndRestart();
  await untilAvailable(800);
});

it('takes back what was paid back, as far as it is left', async () => {
  const id = stage.playground.sales.buyOnce(purchase(COINS));
  await untilAvailable(850);
  stage.playground.sales.payBack(id);
  await untilAvailable(800);
});

it('takes back what is left of a subscription’s period that was paid back, and gives none again', async () => {
  const id = stage.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(1100);
  stage.playground.sales.payBack(stage.playground.sales.entitlementOf(id));
  await untilAvailable(800);
  // Late news of a period that was never booked.
  stage.playground.sales.renew(id);
  const coins = stage.playground.sales.buyOnce(purchase(COINS));
  await stage.playground.until(() => stage.playground.sales.isConsumed(coins));
  await untilAvailable(850);
});

it('finds at its start what was paid back, and what ended, while it was away', async () => {
  const coins = stage.playground.sales.buyOnce(purchase(COINS));
  await untilAvailable(900);
  const paidBack = stage.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(1200);
  const ended = stage.playground.sales.subscribe(purchase(CLUB));
  await untilAvailable(1500);
  await stage.bot().kill();
  // Away for longer than Discord keeps a session: nothing of it is sent again.
  stage.playground.fault({ kind: 'invalid-session', resumable: false });
  stage.playground.sales.payBack(coins);
  stage.playground.sales.payBack(stage.playground.sales.entitlementOf(paidBack));
  stage.playground.sales.endSubscription(ended);
  await stage.killAndRestart();
  await untilAvailable(850);
  await stage.killAndRestart();
  await untilAvailable(850);
});

it('leaves what was sold to a person alone, unconsumed, and says so in the log', async () => {
  const id = stage.playground.sales.buyOnce({ ...purchase(COINS), guildId: null });
  const said = () => stage.bot().output().includes(`"entitlement":"${id}"`);
  await expect.poll(said, { timeout: 15_000 }).toBe(true);
  expect(stage.bot().output()).toContain('sold to a person');
  expect(stage.playground.sales.isConsumed(id)).toBe(false);
  expect(await available()).toBe(850);
});
