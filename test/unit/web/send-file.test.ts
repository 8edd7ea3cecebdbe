/** How: real pages over the real archive and server; a slow reader is a socket that reads nothing. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { readJobPage, readPageFile } from '#application/views/job-page.ts';
import { userId } from '#domain/ids.ts';
import { systemClock } from '#src/system/clock.ts';
import { COLOURS, colourPng, setupContext } from '#test/fixtures/app-context.ts';
import { jobRoutes } from '#web/job-routes.ts';
import { pictureRoutes } from '#web/picture-routes.ts';
import { createFileSender, type ReaderLimits } from '#web/send-file.ts';
import { startWebServer } from '#web/server.ts';

const BOT = 'https://bot.example';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setup(limits: Partial<ReaderLimits> = {}) {
  const world = await setupContext({ publicUrl: BOT });
  closers.push(world.close);
  const { context } = world;
  const { send, readers } = createFileSender({ clock: systemClock, log: context.log }, limits);
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: context.log,
    parts: [
      jobRoutes({
        page: (link) => readJobPage(context, link),
        file: (link, number) => readPageFile(context, link, number),
        sendFile: send,
      }),
      pictureRoutes({
        find: async ({ key }) => {
          const found = await context.archive.find(key);
          return found === null ? { kind: 'unknown' } : { kind: 'found', found };
        },
        sendFile: send,
      }),
    ],
  });
  closers.push(server.close);
  const application = createApplication(context);
  const finished = async (prompt: string) => {
    const accepted = await application.requestImagine({ origin: world.origin(), prompt });
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
    await world.run();
    await world.run();
    const job = await world.job(accepted.job.id);
    expect(job.state).toBe('done');
    return { job, page: (context.links.pageOf(job.id, 0) ?? '').replace(BOT, server.url) };
  };
  const large = async () => {
    const { key } = await context.archive.put(Buffer.alloc(30_000_000, 'x'), 'image/png');
    return `/pictures/any/${key}.png`;
  };
  /** A reader that asks and then takes nothing. */
  const stall = async (path: string) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.pause().write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
    await once(socket, 'connect');
    closers.push(async () => void socket.destroy());
    return socket;
  };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...world, application, finished, large, stall, until, readers, url: server.url };
}

describe('a file of the archive', () => {
  it('is for no index, by whichever of its addresses', async () => {
    const { finished, large, url } = await setup();
    const { page } = await finished('a lighthouse');
    for (const address of [page, `${page}/1`, `${url}${await large()}`]) {
      const { headers } = await fetch(address, { method: 'HEAD' });
      expect(headers.get('x-robots-tag'), address).toBe('noindex');
      expect(headers.get('referrer-policy'), address).toBe('no-referrer');
    }
  });

  it('comes whole, in part, or not again', async () => {
    const { finished } = await setup();
    const { page } = await finished('a lighthouse');
    const whole = await fetch(`${page}/1`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes.equals(await colourPng(COLOURS[0]))).toBe(true);
    expect(whole.headers.get('content-type')).toBe('image/png');
    const etag = whole.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await fetch(`${page}/1`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    const part = await fetch(`${page}/1`, { headers: { range: 'bytes=4-9' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 4-9/${bytes.byteLength}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(4, 10))).toBe(true);
    const end = await fetch(`${page}/1`, { headers: { range: 'bytes=-5' } });
    expect(Buffer.from(await end.arrayBuffer()).equals(bytes.subarray(-5))).toBe(true);
    const beyond = await fetch(`${page}/1`, { headers: { range: 'bytes=999999-' } });
    expect(beyond.status).toBe(416);
    const head = await fetch(`${page}/1`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(head.status).toBe(200);
  });

  it('is sent to so many of one link, who keep no other link from being opened', async () => {
    const { large, stall, until, readers, finished, url } = await setup({ atOncePerLink: 3 });
    const path = await large();
    for (let reader = 0; reader < 3; reader++) await stall(path);
    await until(() => readers() === 3);
    const before = process.memoryUsage().arrayBuffers;
    expect((await fetch(`${url}${path}`)).status).toBe(429);
    const { page } = await finished('a lighthouse');
    expect((await fetch(`${page}/1`)).status).toBe(200);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  });

  it('is cut off for a reader that takes nothing', async () => {
    const { large, stall, until, readers } = await setup({ pieceMs: 50 });
    await stall(await large());
    await until(() => readers() === 1);
    await until(() => readers() === 0);
    expect(readers()).toBe(0);
  });
});

describe('a page of a job', () => {
  it('answers 410 when its person took the message away, and so do its files', async () => {
    const { finished, application } = await setup();
    const { job, page } = await finished('a lighthouse');
    expect((await fetch(page)).status).toBe(200);
    if (job.finalMessageId === null) throw new Error('not delivered');
    await application.remarks.takenAway(job, job.finalMessageId);
    expect((await fetch(page)).status).toBe(410);
    expect((await fetch(`${page}/1`)).status).toBe(410);
  });

  it('answers 410 once an operator has taken the job down, and nobody else can', async () => {
    const { application, finished, origin, context } = await setup();
    const { job, page } = await finished('a lighthouse');
    expect(
      await application.remarks.takeDown(job.id, { userId: origin().userId, interactionId: '1' }),
    ).toBeNull();
    expect((await fetch(page)).status).toBe(200);
    const settings = { ...context.settings, operatorIds: ['9'] };
    const { remarks } = createApplication({ ...context, settings });
    expect(
      await remarks.takeDown('no-such-job', { userId: userId('9'), interactionId: '2' }),
    ).toBeNull();
    const taken = await remarks.takeDown(job.id, { userId: userId('9'), interactionId: '3' });
    expect([taken?.job.id, taken?.isFirst]).toEqual([job.id, true]);
    expect((await fetch(page)).status).toBe(410);
    expect((await fetch(`${page}/1`)).status).toBe(410);
  });

  it('has no address for what was made in stealth', async () => {
    const { application, finished } = await setup();
    const { job } = await finished('a lighthouse');
    expect((await application.buttonsOf(job.id))?.pageUrl).toContain(BOT);
    const { job: hidden } = await finished('a lighthouse --stealth');
    expect((await application.buttonsOf(hidden.id))?.pageUrl).toBeNull();
  });

  it('answers 410 for what was made in stealth, and tells a stranger nothing', async () => {
    const { finished } = await setup();
    const { page } = await finished('a lighthouse --stealth');
    expect((await fetch(page)).status).toBe(410);
    expect((await fetch(page.replace(/[^/]+$/, 'A'.repeat(43)))).status).toBe(404);
  });
});
