/**
 * How soon a finished job is noticed, and at what cost in status requests: `npm run bench --
 * polling [jobs] [vendor]`. Every vendor with an emulator is asked over real HTTP by the real application;
 * job durations are log-normal around 35 s of the emulators' time, which jumps from event to
 * event. Then with reports, in real time: from the delivery to the status request it causes.
 */

import { performance } from 'node:perf_hooks';
import { setImmediate as pause } from 'node:timers/promises';
import {
  findWebhookReceiver,
  type WebhookAddress,
  type WebhookReceiver,
} from '#application/run/receive-webhook.ts';
import { createWorker } from '#application/run/worker.ts';
import { systemClock } from '#system/clock.ts';
import { openVendorWorld, type WorldVendor } from '#test/fixtures/vendor-world.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';
import { startWebServer } from '#web/server.ts';
import { webhookRoutes } from '#web/webhook-routes.ts';

const JOBS = Number(process.argv[2] ?? 200);
const VENDOR = process.argv[3];
const REPORTED_JOBS = 20;
const DURATIONS = { queueMs: 0, medianMs: 35_000, sigma: 0.35 };
/** Jobs come this far apart: a few are in progress at any time. */
const ARRIVAL_MS = 7_000;

const PICTURE = { bytes: Buffer.from('a picture'), mediaType: 'image/png' };

/** Pictures are another bench's business. */
const withoutPictures = {
  fetchPicture: async () => ({ kind: 'fetched', ...PICTURE }) as const,
  pictures: {
    prepare: () => undefined,
    probe: async () => ({ kind: 'picture', mediaType: 'image/png', width: 8, height: 8 }) as const,
    composeGrid: async () => ({ ...PICTURE, width: 16, height: 16 }),
    normalise: async () =>
      ({ kind: 'picture', ...PICTURE, givenType: 'image/png', width: 8, height: 8 }) as const,
    cutCells: async () => [PICTURE.bytes, PICTURE.bytes, PICTURE.bytes, PICTURE.bytes],
    fitToLimit: async () => PICTURE,
    preview: async () => PICTURE,
    drawTree: async () => PICTURE,
    videoType: () => null,
    readMask: async () => ({ kind: 'not-a-mask' as const }),
    drawMask: async () => new Uint8Array(),
  },
};

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const share = (numbers: readonly number[], part: number): number =>
  numbers.toSorted((one, other) => one - other)[Math.ceil(numbers.length * part) - 1] ?? 0;
const print = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};

/** Delays between a job's end and the look that sees it, and the looks of one job. */
async function measurePolling(vendor: WorldVendor) {
  const world = await openVendorWorld({
    vendors: [vendor],
    durations: DURATIONS,
    instead: withoutPictures,
  });
  const emulator = world.emulator(vendor.definition.name);
  let checks = 0;
  emulator.events.listen((event) => {
    if (event.kind === 'requested' && event.request.operation === 'check') checks++;
  });
  const ids = [];
  for (let number = 0; number < JOBS; number++) {
    const outcome = await world.application.requestImagine({
      origin: world.origin(),
      prompt: `a lighthouse, number ${number}`,
    });
    if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}`);
    ids.push(outcome.job.id);
    const untilMs = world.clock.nowMs() + ARRIVAL_MS;
    for (;;) {
      const due = await world.context.store.nextDueAtMs(world.clock.nowMs());
      if (due === null || due > untilMs) break;
      await world.run();
    }
    world.clock.advance(untilMs - world.clock.nowMs());
  }
  while (await world.run());
  const done = await Promise.all(ids.map(world.job));
  const ends = emulator.jobs().map(({ endsAtMs }) => endsAtMs);
  const delays = done.map(({ state, updatedAtMs }, place) => {
    if (state !== 'done') throw new Error(`${vendor.definition.name}: a job ${state}`);
    return updatedAtMs - (ends[place] ?? Number.NaN);
  });
  await world.close();
  return { delays, checksPerJob: checks / JOBS };
}

/** From a delivery leaving the vendor to the status request it causes, in real ms. */
async function measureReports(vendor: WorldVendor): Promise<readonly number[]> {
  const bound: { find: (address: WebhookAddress) => Promise<WebhookReceiver | null> } = {
    find: async () => null,
  };
  const problem = (facts: object, message: string) =>
    void process.stderr.write(`${message} ${JSON.stringify(facts)}\n`);
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: { warn: problem, error: problem },
    parts: [webhookRoutes({ find: (address) => bound.find(address), clock: systemClock })],
  });
  const world = await openVendorWorld({
    vendors: [vendor],
    // Shorter than any backup look, so that only a report can be the reason of one.
    durations: { queueMs: 0, medianMs: 2_000, sigma: 0 },
    publicUrl: server.url,
    instead: withoutPictures,
  });
  const worker = createWorker(world.context);
  const context = { ...world.context, wake: worker.wake };
  bound.find = (address) => findWebhookReceiver(context, address);
  const emulator = world.emulator(vendor.definition.name);
  const requested = (operation: string) =>
    emulator.events.until(
      (event) => event?.kind === 'requested' && event.request.operation === operation,
      { what: `a ${operation} request of ${vendor.definition.name}` },
    );
  worker.start();
  const delays: number[] = [];
  for (let number = 0; number < REPORTED_JOBS; number++) {
    const submitted = requested('submit');
    const outcome = await world.application.requestImagine({
      origin: world.origin(),
      prompt: `a lighthouse, number ${number}`,
    });
    if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}`);
    await context.store.acknowledgeJob(outcome.job.id, null, world.clock.nowMs());
    worker.wake();
    await submitted;
    while ((await world.job(outcome.job.id)).state !== 'running') await pause();
    const checked = requested('check');
    const beganAtMs = performance.now();
    world.clock.advance(2_500);
    await checked;
    delays.push(performance.now() - beganAtMs);
    while ((await world.job(outcome.job.id)).state !== 'done') await pause();
  }
  await worker.stop();
  await world.close();
  await server.close();
  return delays;
}

const vendors = (await worldVendors()).filter(
  ({ definition }) => VENDOR === undefined || definition.name === VENDOR,
);
print(['vendor', 'jobs', 'mean delay s', 'p95 delay s', 'status requests a job']);
print(['---', '---', '---', '---', '---']);
for (const vendor of vendors) {
  const { delays, checksPerJob } = await measurePolling(vendor);
  const seconds = delays.map((ms) => ms / 1000);
  print([
    vendor.definition.name,
    JOBS,
    mean(seconds).toFixed(2),
    share(seconds, 0.95).toFixed(2),
    checksPerJob.toFixed(1),
  ]);
}
process.stdout.write('\n');
print(['vendor', 'reports', 'mean ms to the look', 'worst ms']);
print(['---', '---', '---', '---']);
for (const vendor of vendors) {
  const delays = await measureReports(vendor);
  print([
    vendor.definition.name,
    delays.length,
    mean(delays).toFixed(1),
    Math.max(...delays).toFixed(1),
  ]);
}
