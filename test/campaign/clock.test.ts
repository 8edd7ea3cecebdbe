/**
 * How: somebody sets the clock of the bot's machine while jobs run: an hour on, an hour back, over the end of a month and
 * back again, which is not followed, at a vendor that is asked for its jobs. People, Discord and the vendor keep the right time.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFailed, onTestFinished } from 'vitest';
import { type BotProcess, startBot } from '#test/fixtures/bot-process.ts';
import { judge } from './auditor.ts';
import { type Campaign, openCampaign } from './campaign.ts';
import { readAccount } from './ledger.ts';
import { resultJobOf } from './observe.ts';
import { nextTag } from './tag.ts';

const HOUR_MS = 3_600_000;
const WEEKS_MS = 40 * 24 * HOUR_MS;
const PATIENCE = { timeoutMs: 120_000 };
const QUOTA = 500;
const GRID = 8;

// Four jobs that a vendor is asked for take a minute and more: too long for every run of the suite.
const isAsked = process.env.CLOCK_CAMPAIGN === 'true';

it.runIf(isAsked)(
  'jobs go on and quotas renew never by a wrong clock, wherever it is set',
  {
    timeout: 600_000,
  },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fourfold-clock-'));
    const file = join(folder, 'ahead');
    const campaign = await openCampaign({
      vendor: 'midapi',
      seed: 5,
      reports: false,
      monthlyCredits: QUOTA,
    });
    onTestFinished(async () => {
      await campaign.close();
      rmSync(folder, { recursive: true });
    });
    const bot = await startBot({
      ...campaign.environment,
      NODE_OPTIONS: `--import=${new URL('./set-clock.ts', import.meta.url).href}`,
      CLOCK_FILE: file,
    });
    onTestFinished(() => bot.kill());
    onTestFailed(() => void process.stderr.write(bot.output()));
    const available = async () => (await readAccount(campaign.playground, 'North')).available;

    await runWhile(campaign, () => setClock(bot, file, HOUR_MS));
    await runWhile(campaign, () => setClock(bot, file, -HOUR_MS));
    // Whoever asked twice has two grids.
    const orders = () => campaign.emulator?.jobs().length ?? 0;
    const isLeft = (credits: () => number) =>
      expect
        .poll(async () => (await available()) === credits(), { timeout: 60_000, interval: 500 })
        .toBe(true);
    await isLeft(() => QUOTA - orders() * GRID);

    // More than a day ahead of Discord's: no month is renewed, and none is lost.
    await runWhile(campaign, () => setClock(bot, file, WEEKS_MS));
    await isLeft(() => QUOTA - orders() * GRID);
    expect(bot.output()).toContain("clock wrong: Discord's time is used");
    await runWhile(campaign, () => setClock(bot, file, 0));
    await isLeft(() => QUOTA - orders() * GRID);
    await setClock(bot, file, 0);

    expect(await campaign.quiet()).toEqual([]);
    // What was given is judged above: the auditor knows one month.
    const { violations, figures } = judge({ ...(await campaign.evidence()), accounts: [] });
    expect(violations).toEqual([]);
    expect(figures.delivered).toBe(orders());
    await bot.terminate();
  },
);

async function setClock(bot: BotProcess, file: string, aheadMs: number): Promise<void> {
  writeFileSync(file, String(aheadMs));
  process.kill(bot.pid, 'SIGUSR2');
  await bot.lineWith(`clock set to ${aheadMs}`);
}

/** Somebody asks for a grid, `happens` once the vendor has the order, and the grid comes. */
async function runWhile({ playground, emulator }: Campaign, happens: () => Promise<void>) {
  const channelId = playground.channelId('North/one');
  const person = playground.person('ann');
  const orders = emulator?.jobs().length ?? 0;
  let tag = '';
  // On a busy machine an answer may be late; nothing is started then, and the person asks again.
  for (let isAnswered = false; !isAnswered; ) {
    tag = nextTag();
    const act = await person.command(channelId, 'imagine', { prompt: `a lighthouse ${tag}` });
    isAnswered = (await act.settled(PATIENCE)).kind === 'acknowledged';
  }
  await expect
    .poll(() => emulator?.jobs().length ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(orders);
  await happens();
  const isThere = () =>
    playground.messages
      .all(channelId)
      .some((message) => message.content.includes(tag) && resultJobOf(message) !== null);
  await playground.until(isThere, { ...PATIENCE, what: 'the result' });
}
