/**
 * From a vendor's report to the posted grid, and from a press on U1 to the posted picture, each beside what cannot be
 * done without (downloads, one composite, one upload; one upload), in turns; then fifty grids and the memory after them,
 * and a grid after that rest, when the picture process has ended and is started for it:
 * `npm run bench -- deliver [rounds] [grids] [seconds of rest]`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#system/free-port.ts';
import { openBareDiscord } from './setup/bare-discord.ts';
import { openBareVendor } from './setup/bare-vendor.ts';
import { startBotUnderTest } from './setup/bot-under-test.ts';
import { median } from './setup/figures.ts';
import { paintFiles } from './setup/paint-files.ts';

const [rounds = 9, grids = 50, restSeconds = 30] = process.argv.slice(2).map(Number);
const AT_ONCE = 4;

const files = await paintFiles();
const vendor = await openBareVendor(files);
const discord = await openBareDiscord(1);
const port = await freePort();
const bot = await startBotUnderTest('fourfold', discord, {
  ...vendor.environment,
  HTTP_PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
});
const raw = fork(join(import.meta.dirname, 'setup', 'raw-delivery.ts'));
const folder = mkdtempSync(join(tmpdir(), 'fourfold-bench-'));
const soloFile = join(folder, 'solo.png');
writeFileSync(soloFile, files[0] ?? new Uint8Array());
const uploadTo = `${discord.apiUrl}/v10/channels/1/messages`;
const idleMib = bot.memoryMib();

async function rawly(ask: object): Promise<number> {
  const posted = discord.nextUpload();
  const fromMs = performance.now();
  const done = once(raw, 'message');
  raw.send(ask);
  const { atMs } = await posted;
  await done;
  return atMs - fromMs;
}

async function deliverGrid() {
  const ordered = vendor.nextOrder();
  await discord.imagine();
  const order = await ordered;
  const posted = discord.nextUpload();
  const fromMs = performance.now();
  void order.finish();
  const upload = await posted;
  return { ms: upload.atMs - fromMs, upload };
}

const times = { rawGrid: [0], grid: [0], rawSolo: [0], solo: [0] };
for (const list of Object.values(times)) list.pop();
// The first of each pays for what is loaded once.
for (let round = -1; round < rounds; round++) {
  const rawGrid = await rawly({ kind: 'grid', pictures: vendor.pictures, uploadTo });
  const grid = await deliverGrid();
  const rawSolo = await rawly({ kind: 'solo', file: soloFile, uploadTo });
  const upscale =
    grid.upload.customIds.find((id) => /\.u\d?1$/i.test(id)) ?? grid.upload.customIds[0];
  if (upscale === undefined) throw new Error('the grid has no buttons');
  const posted = discord.nextUpload();
  const fromMs = performance.now();
  discord.press(upscale, grid.upload);
  const ended = await posted;
  if (round < 0) continue;
  times.rawGrid.push(rawGrid);
  times.grid.push(grid.ms);
  times.rawSolo.push(rawSolo);
  times.solo.push(ended.atMs - fromMs);
}
const row = (name: string, own: readonly number[], bare: readonly number[]) =>
  process.stdout.write(
    `${name.padEnd(22)} ${median(own).toFixed(0)} ms   without the bot ${median(bare).toFixed(0)} ms   ratio ${(median(own) / median(bare)).toFixed(2)}\n`,
  );
row('report to grid', times.grid, times.rawGrid);
row('U1 to picture', times.solo, times.rawSolo);

let peakMib = 0;
const lane = async () => {
  for (let number = 0; number < grids / AT_ONCE; number++) {
    const { upload } = await deliverGrid();
    if (upload.bytes === 0) throw new Error('nothing was uploaded');
    peakMib = Math.max(peakMib, bot.memoryMib());
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
await pause(restSeconds * 1000);
const restMib = bot.memoryMib();
process.stdout.write(
  `memory: idle ${idleMib.toFixed(0)} MiB, at most ${peakMib.toFixed(0)} in ${grids} grids, ${restMib.toFixed(0)} after ${restSeconds} s of rest (${(restMib / idleMib).toFixed(2)} of idle)\n`,
);
const cold = await deliverGrid();
process.stdout.write(`report to grid after the rest: ${cold.ms.toFixed(0)} ms\n`);
raw.kill();
await bot.close();
await vendor.close();
await discord.close();
rmSync(folder, { recursive: true });
