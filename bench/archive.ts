/**
 * Many results at once: so many jobs are finished in the same moment, and their grids fetched, composed, archived and
 * posted; the most memory that the bot and its picture process have together: `npm run bench -- archive [jobs] [rounds]`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#system/free-port.ts';
import { openBareDiscord } from './setup/bare-discord.ts';
import { openBareVendor } from './setup/bare-vendor.ts';
import { startBotUnderTest } from './setup/bot-under-test.ts';
import { median } from './setup/figures.ts';
import { paintFiles } from './setup/paint-files.ts';

const [jobs = 50, rounds = 5] = process.argv.slice(2).map(Number);
const LOOK_MS = 20;

const vendor = await openBareVendor(await paintFiles());
const peaks: number[] = [];
const times: number[] = [];
for (let round = 0; round < rounds; round++) {
  const discord = await openBareDiscord(jobs);
  const port = await freePort();
  const bot = await startBotUnderTest('fourfold', discord, {
    ...vendor.environment,
    VENDOR_CONCURRENCY: `apiframe:${jobs}`,
    HTTP_PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  const orders = [];
  for (let number = 0; number < jobs; number++) {
    const ordered = vendor.nextOrder();
    await discord.imagine();
    orders.push(await ordered);
  }
  const posts = orders.map(() => discord.nextUpload());
  const fromMs = performance.now();
  void Promise.all(orders.map((order) => order.finish()));
  let peakMib = bot.memoryMib();
  let posted = 0;
  for (const post of posts) {
    void post.then(() => {
      posted += 1;
    });
  }
  while (posted < jobs) {
    peakMib = Math.max(peakMib, bot.memoryMib());
    await pause(LOOK_MS);
  }
  peaks.push(peakMib);
  times.push(performance.now() - fromMs);
  await bot.close();
  await discord.close();
}
await vendor.close();
process.stdout.write(
  `${jobs} grids at once: posted after ${(median(times) / 1000).toFixed(1)} s, at most ${median(peaks).toFixed(0)} MiB (median of ${rounds}; ${Math.max(...peaks).toFixed(0)} the most)\n`,
);
