/**
 * From the start of the process to ready beside a bare discord.js bot, in turns, from the sources and as in the container,
 * with an empty database and with a filled one; processor time and resident memory then: `npm run bench -- start [rounds] [stored jobs]`.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openBareDiscord } from './setup/bare-discord.ts';
import { type BotName, benchFolder, startBotUnderTest } from './setup/bot-under-test.ts';
import { median } from './setup/figures.ts';
import { growStore } from './setup/grow-store.ts';

const [rounds = 7, stored = 1_000_000] = process.argv.slice(2).map(Number);

async function filledFolder(): Promise<string> {
  const folder = benchFolder();
  await growStore(join(folder, 'fourfold.db'), stored);
  return folder;
}

async function start(name: BotName, form?: 'container' | 'sources', data?: string) {
  const discord = await openBareDiscord(1);
  const folder = benchFolder();
  if (data !== undefined) cpSync(data, folder, { recursive: true });
  const fromMs = performance.now();
  const vendor = { APIFRAME_API_KEY: 'bench', APIFRAME_BASE_URL: discord.vendorUrl };
  const bot = await startBotUnderTest(name, discord, vendor, folder, form);
  const figures = {
    ms: performance.now() - fromMs,
    processorMs: bot.processorMs(),
    mib: bot.memoryMib(),
  };
  await bot.close();
  await discord.close();
  rmSync(folder, { recursive: true });
  return figures;
}

const filled = await filledFolder();
const cases = {
  'bare discord.js': () => start('bare'),
  'Fourfold, sources': () => start('fourfold', 'sources'),
  'Fourfold, container': () => start('fourfold'),
  [`container, ${stored} jobs`]: () => start('fourfold', 'container', filled),
};
const runs = new Map<string, Awaited<ReturnType<typeof start>>[]>();
// The first round compiles what the later ones read.
for (let round = -1; round < rounds; round++) {
  for (const [name, run] of Object.entries(cases)) {
    const figures = await run();
    if (round >= 0) runs.set(name, [...(runs.get(name) ?? []), figures]);
  }
}
const bareMs = median((runs.get('bare discord.js') ?? []).map(({ ms }) => ms));
for (const [name, figures] of runs) {
  const ms = median(figures.map((one) => one.ms));
  const processorMs = median(figures.map((one) => one.processorMs));
  const mib = median(figures.map((one) => one.mib));
  process.stdout.write(
    `${name.padEnd(24)} ready after ${ms.toFixed(0)} ms (${(ms / bareMs).toFixed(2)} of bare)   ${processorMs.toFixed(0)} ms of processor   ${mib.toFixed(0)} MiB\n`,
  );
}
rmSync(filled, { recursive: true });
