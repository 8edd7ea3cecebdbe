/**
 * A thousand jobs running at a vendor: what looking after them costs, and how soon all are looked after again by the next
 * process after a kill: `npm run bench -- inflight [jobs] [seconds] [webhooks]`.
 */
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#system/free-port.ts';
import { openBareDiscord } from './setup/bare-discord.ts';
import { openBareVendor } from './setup/bare-vendor.ts';
import { benchFolder, startBotUnderTest } from './setup/bot-under-test.ts';

const [jobs = 1_000, seconds = 30] = process.argv.slice(2, 4).map(Number);
const reports = process.argv[4] === 'webhooks';
const AT_ONCE = 32;

const discord = await openBareDiscord(100);
const vendor = await openBareVendor([]);
const [port, metricsPort] = [await freePort(), await freePort()];
const environment = {
  ...vendor.environment,
  VENDOR_CONCURRENCY: `apiframe:${jobs}`,
  HTTP_PORT: String(port),
  METRICS_PORT: String(metricsPort),
  ...(reports ? { PUBLIC_URL: `http://127.0.0.1:${port}` } : {}),
};
const folder = benchFolder();

/** The worst of one process's event loop so far, in ms; the library measures it itself. */
async function delayP99Ms(): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(/^fourfold_nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(page)?.[1]) * 1000;
}

const first = await startBotUnderTest('fourfold', discord, environment, folder);
let left = jobs;
const lane = async () => {
  while (left > 0) {
    left -= 1;
    await discord.imagine();
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
while (vendor.ordered() < jobs) await pause(50);
// Reading the delay begins it anew.
await delayP99Ms();
const checksBefore = vendor.checks();
const usedMs = first.processorMs();
await pause(seconds * 1000);
const share = (first.processorMs() - usedMs) / (seconds * 10);
process.stdout.write(
  `${jobs} jobs, ${reports ? 'reported' : 'polled'}: ${share.toFixed(1)} % of a core, event loop late by ${(await delayP99Ms()).toFixed(1)} ms (p99), ${((vendor.checks() - checksBefore) / seconds).toFixed(0)} looks a second, ${first.memoryMib().toFixed(0)} MiB\n`,
);
await first.kill();

const seen = vendor.watchChecked();
const second = await startBotUnderTest('fourfold', discord, environment, folder);
const readyAtMs = performance.now();
while (seen.size < jobs && performance.now() < readyAtMs + 60_000) await pause(10);
process.stdout.write(
  `after a kill: ${seen.size} of ${jobs} looked at again ${(performance.now() - readyAtMs).toFixed(0)} ms after ready\n`,
);
await second.close();
await vendor.close();
await discord.close();
rmSync(folder, { recursive: true });
