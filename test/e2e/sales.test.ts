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
