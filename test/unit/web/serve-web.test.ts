/** How: all that the bot serves, over a disk whose files wait until they are told to go on. */
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { readConfig } from '#config/config.ts';
import type { Archive } from '#ports/archive.ts';
import { serveWeb } from '#src/serve-web.ts';
import type { Closing } from '#system/shutdown.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { createMetrics } from '#web/metrics.ts';

const BOT = 'https://bot.example';
/** Readers of pages at once: of one page, and of all. */
const [OF_PAGE, OF_ALL] = [12, 128];

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Files of the archive wait while it is slow; `begun` counts those that do. */
function slowDisk(archive: Pick<Archive, 'find'>) {
  let isSlow = true;
  let release = () => {};
  let begun = 0;
  const goOn = new Promise<void>((resolve) => {
    release = resolve;
  });
  const find: Archive['find'] = async (key) => {
    const file = await archive.find(key);
    if (file === null || !isSlow) return file;
    return {
      ...file,
      read: async function* (range) {
        begun++;
        await goOn;
        yield* file.read(range);
      },
    };
  };
  const setSlow = (slow: boolean) => {
    isSlow = slow;
  };
  return { find, setSlow, release: () => release(), begun: () => begun };
}

it('readers of pages, as many as there may be, keep no vendor from what it was given', async () => {
  const world = await setupContext({ publicUrl: BOT });
  closers.push(world.close);
  const disk = slowDisk(world.context.archive);
  const context = { ...world.context, archive: { ...world.context.archive, find: disk.find } };
  const read = readConfig({ HTTP_PORT: '0', METRICS_PORT: '0' }, []);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  const application = createApplication(context);
  const closings: Closing[] = [];
  const { webUrl } = await serveWeb({
    config: read.config,
    context,
    application,
    metrics: createMetrics(async () => ({
      unfinished: {},
      reservedCredits: 0,
      oldestQueuedAtMs: null,
    })),
    endpoint: null,
    probe: { path: '/probe', answer: 'here' },
    accepted: () => undefined,
    isConnected: () => true,
    closings,
  });
  closers.push(...closings.map(({ close }) => close));
  const finished = async () => {
    const accepted = await application.requestImagine({
      origin: world.origin(),
      prompt: 'a lighthouse',
    });
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
    await world.run();
    await world.run();
    const { id, result } = await world.job(accepted.job.id);
    const picture = result?.kind === 'grid' ? result.cells[0]?.picture : undefined;
    if (picture === undefined) throw new Error('no picture');
    return {
      page: `${context.links.pageOf(id, 0)}/1`.replace(BOT, webUrl),
      forVendor: (context.links.linkTo(picture) ?? '').replace(BOT, webUrl),
    };
  };

  disk.setSlow(false);
  const made: { readonly page: string; readonly forVendor: string }[] = [];
  while (made.length < Math.ceil(OF_ALL / OF_PAGE)) made.push(await finished());
  disk.setSlow(true);
  const { hostname, port } = new URL(webUrl);
  for (const { page } of made) {
    for (let opened = 0; opened < OF_PAGE; opened++) {
      const socket = connect(Number(port), hostname);
      closers.push(() => socket.destroy());
      socket.write(`GET ${new URL(page).pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
    }
  }
  while (disk.begun() < OF_ALL) await new Promise((resolve) => setImmediate(resolve));
  disk.setSlow(false);
  const { page = '', forVendor = '' } = made.at(-1) ?? {};
  expect((await fetch(page)).status).toBe(429);
  expect((await fetch(forVendor)).status).toBe(200);
  disk.release();
});

it('notices a disk that takes nothing although the clock was set back meanwhile', async () => {
  const world = await setupContext({});
  closers.push(world.close);
  let [nowMs, isWritable] = [Date.now(), true];
  const context = {
    ...world.context,
    clock: { ...world.context.clock, nowMs: () => nowMs },
    store: { ...world.context.store, isWritable: async () => isWritable },
  };
  const read = readConfig(
    { HTTP_PORT: '0', METRICS_PORT: '0', ROLES: 'worker,web', DISCORD_PUBLIC_KEY: '0'.repeat(64) },
    [],
  );
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  const closings: Closing[] = [];
  const { webUrl } = await serveWeb({
    config: read.config,
    context,
    application: createApplication(context),
    metrics: createMetrics(async () => ({
      unfinished: {},
      reservedCredits: 0,
      oldestQueuedAtMs: null,
    })),
    endpoint: null,
    probe: { path: '/probe', answer: 'here' },
    accepted: () => undefined,
    isConnected: () => true,
    closings,
  });
  closers.push(...closings.map(({ close }) => close));
  const isReady = async () => (await fetch(`${webUrl}/readyz`)).status;
  expect(await isReady()).toBe(200);
  nowMs -= 3_600_000;
  isWritable = false;
  // A look holds for a second.
  await expect.poll(isReady, { timeout: 20_000 }).toBe(503);
});
