/**
 * Every address that shows a picture or a page, asked in every way a browser or a vendor may ask, before and after its
 * job was taken away. How: the real routes over the real store; pictures in a folder, and in a bucket with its cache.
 */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { findLinkedPicture } from '#application/requests/read-linked-picture.ts';
import { readJobPage, readPageFile } from '#application/views/job-page.ts';
import { userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { openPictureArchive } from '#images/open-picture-archive.ts';
import { systemClock } from '#src/system/clock.ts';
import { systemRandom } from '#src/system/random.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { startS3Server } from '#test/fixtures/s3-server.ts';
import { jobRoutes } from '#web/job-routes.ts';
import { pictureRoutes } from '#web/picture-routes.ts';
import { regionRoutes } from '#web/region-routes.ts';
import { createFileSender } from '#web/send-file.ts';
import { startWebServer } from '#web/server.ts';

const BOT = 'https://bot.example';
const DAY_MS = 24 * 60 * 60_000;
const OPERATOR = userId('9');
const BY = { userId: OPERATOR, interactionId: '9' };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function openBucket(folder: string) {
  const service = await startS3Server();
  closers.push(service.close);
  const { endpoint, region, accessKeyId, secretAccessKey } = service;
  return openPictureArchive(
    {
      dataDir: join(folder, 'bucket'),
      bucket: {
        bucket: 'pictures',
        prefix: 'bot/',
        endpoint,
        region,
        accessKeyId,
        secretAccessKey,
      },
      cacheBytes: 50_000_000,
    },
    { clock: systemClock, random: systemRandom, log: SILENT },
  );
}
const silent = () => {};
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

async function setup(place: 'folder' | 'bucket') {
  const world = await setupContext({ publicUrl: BOT, settings: { operatorIds: [OPERATOR] } });
  closers.push(world.close);
  const archive = place === 'folder' ? world.context.archive : await openBucket(world.folder);
  const context = { ...world.context, archive };
  const application = createApplication(context);
  const { send: sendFile } = createFileSender({ clock: systemClock, log: context.log });
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: context.log,
    parts: [
      jobRoutes({
        page: (link) => readJobPage(context, link),
        file: (link, number) => readPageFile(context, link, number),
        sendFile,
      }),
      pictureRoutes({ find: (link) => findLinkedPicture(context, link), sendFile }),
      regionRoutes({
        service: application.region,
        secret: () => systemRandom.secret(),
        isSecure: false,
        accepted: silent,
        explain: () => '',
        clock: systemClock,
        sendFile,
      }),
    ],
  });
  closers.push(server.close);

  /** What vendor and person gave and got is copied to where the routes look. */
  const keep = async (job: Job) => {
    const files = job.result?.kind === 'grid' ? job.result.cells.map((cell) => cell.picture) : [];
    for (const { key, mediaType } of files) {
      const bytes = await world.context.archive.get(key);
      if (bytes !== null) await archive.put(bytes, mediaType);
    }
    return files;
  };
  const finished = async (prompt: string, origin = world.origin()) => {
    const accepted = await application.requestImagine({ origin, prompt });
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
    await world.run();
    await world.run();
    const job = await world.job(accepted.job.id);
    expect(job.state).toBe('done');
    const pictures = await keep(job);
    const [first] = pictures;
    if (first === undefined) throw new Error('no picture');
    const generation = await context.links.currentGeneration(job.origin.guildId);
    const page = context.links.pageOf(job.id, generation) ?? '';
    return {
      job,
      page: page.replace(BOT, server.url),
      file: `${page}/1`.replace(BOT, server.url),
      forVendors: (context.links.linkTo(first) ?? '').replace(BOT, server.url),
      forPeople: (context.links.lastingLinkTo(first) ?? '').replace(BOT, server.url),
    };
  };
  return { ...world, context, application, finished, url: server.url };
}

type Made = Awaited<ReturnType<Awaited<ReturnType<typeof setup>>['finished']>>;

/** The status of every address, each asked in every way. */
async function statuses({ page, file, forVendors, forPeople }: Omit<Made, 'job'>) {
  const etag = `"${/(\w{64})/.exec(forPeople)?.[1]}"`;
  const ways: readonly RequestInit[] = [
    {},
    { method: 'HEAD' },
    { headers: { range: 'bytes=0-9' } },
    { headers: { range: 'bytes=-1', 'if-range': etag } },
    { headers: { 'if-none-match': etag } },
    { headers: { 'if-none-match': '*' } },
  ];
  const asked = [page, file, forVendors, forPeople].flatMap((address) =>
    ways.map(async (way) => {
      const answer = await fetch(address, way);
      return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength };
    }),
  );
  return Promise.all(asked);
}

async function expectWithdrawn(made: Made) {
  const answers = await statuses(made);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([410]));
  // Words about it, and nothing of it.
  expect(Math.max(...answers.map(({ bytes }) => bytes))).toBeLessThan(100);
}

async function expectShown(made: Made) {
  const answers = await statuses(made);
  expect([...new Set(answers.map(({ status }) => status))].toSorted()).toEqual([200, 206, 304]);
}

describe.each(['folder', 'bucket'] as const)('with pictures in a %s, every address', (place) => {
  it('answers 410 once an operator has taken the job down', async () => {
    const { finished, application } = await setup(place);
    const made = await finished('a lighthouse');
    await expectShown(made);
    expect((await application.remarks.takeDown(made.job.id, BY))?.job.id).toBe(made.job.id);
    await expectWithdrawn(made);
  });

  it('answers 410 once its person has taken the message away', async () => {
    const { finished, application } = await setup(place);
    const made = await finished('a lighthouse');
    await expectShown(made);
    const { finalMessageId } = made.job;
    if (finalMessageId === null) throw new Error('not delivered');
    await application.remarks.takenAway(made.job, finalMessageId);
    await expectWithdrawn(made);
  });
});

describe('an address', () => {
  it('answers 410 once its person’s data is erased, and after the files’ time', async () => {
    const { finished, application, context } = await setup('folder');
    const mine = await finished('a lighthouse');
    await application.privacy.erase({ kind: 'person', userId: mine.job.origin.userId });
    await expectWithdrawn(mine);
    const old = await finished('a lighthouse');
    await context.store.removeFiles([old.job.id], context.clock.nowMs());
    await expectWithdrawn(old);
  });

  it('of a page answers 410 once its job is cancelled', async () => {
    const { application, context, origin, url } = await setup('folder');
    const accepted = await application.requestImagine({ origin: origin(), prompt: 'a lighthouse' });
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
    const { id: jobId, origin: asker } = accepted.job;
    const page = (context.links.pageOf(jobId, 0) ?? '').replace(BOT, url);
    expect((await fetch(page)).status).toBe(404);
    expect((await application.cancelJob({ ...asker, jobId })).kind).toBe('cancelled');
    for (const address of [page, `${page}/1`]) expect((await fetch(address)).status).toBe(410);
  });

  it('stays withdrawn when the operator who took it down is forgotten', async () => {
    const { finished, application } = await setup('folder');
    const made = await finished('a lighthouse');
    await application.remarks.takeDown(made.job.id, BY);
    await application.privacy.erase({ kind: 'person', userId: OPERATOR });
    await expectWithdrawn(made);
  });

  it('shows a file for as long as one job that shows it is there', async () => {
    const { finished, application, origin } = await setup('folder');
    // The scripted vendor makes the same pictures for everybody.
    const [mine, others] = [
      await finished('a lighthouse'),
      await finished('a lighthouse', origin({ userId: userId('150000000000000009') })),
    ];
    expect(others.forPeople).toBe(mine.forPeople);
    await application.remarks.takeDown(mine.job.id, BY);
    expect((await fetch(mine.page)).status).toBe(410);
    expect((await fetch(mine.file)).status).toBe(410);
    expect((await fetch(others.forPeople)).status).toBe(200);
    await application.remarks.takeDown(others.job.id, BY);
    await expectWithdrawn(others);
  });

  it('of a picture ends with its time, and of a page when its server’s links are renewed', async () => {
    const { finished, application, pass } = await setup('folder');
    const made = await finished('a lighthouse');
    await application.renewPageLinks(made.job.origin.guildId, BY);
    expect((await fetch(made.page)).status).toBe(410);
    expect((await fetch(made.file)).status).toBe(410);
    expect((await fetch(made.forPeople)).status).toBe(200);
    const again = (await application.buttonsOf(made.job.id))?.pageUrl ?? '';
    expect(again).not.toBe('');
    const { url, host } = { url: again.replace(BOT, ''), host: new URL(made.page).origin };
    expect((await fetch(`${host}${url}`)).status).toBe(200);
    pass(2 * DAY_MS);
    expect((await fetch(made.forVendors)).status).toBe(410);
    expect((await fetch(made.forPeople)).status).toBe(200);
    pass(30 * DAY_MS);
    expect((await fetch(made.forPeople)).status).toBe(410);
  });

  it('that was never given answers 404, whatever it names', async () => {
    const { finished } = await setup('folder');
    const { page, forPeople } = await finished('a lighthouse');
    for (const guessed of [
      page.replace(/[^/]+$/, 'A'.repeat(43)),
      page.replace(/([^/]+)$/, '1.$1'),
      forPeople.replace(/pictures\/[^/]+/, `pictures/${'A'.repeat(43)}`),
      forPeople.replace(/pictures\/\w+/, 'pictures/zzzzzzzz'),
    ]) {
      expect((await fetch(guessed)).status).toBe(404);
    }
  });
});
