/**
 * How: real processes. One answers orders about itself, so that it can be killed in the middle of one; the bot's own does
 * picture work, which is compared with the same work done in this process.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { createPictureProcess } from '#images/picture-process.ts';
import { pictures } from '#images/pictures.ts';
import { createRemotePictures } from '#images/remote-pictures.ts';
import { sharp } from '#images/sharp.ts';
import { environmentWithoutSecrets } from '#system/process-settings.ts';
import { makePictures } from '../../../src/make-pictures.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PATIENT = { timeout: 60_000, interval: 20 };

type Settings = Partial<Parameters<typeof createPictureProcess>[0]>;

function setup(settings: Settings = {}) {
  const logged: { readonly message: string; readonly facts: object }[] = [];
  const note = (facts: object, message: string) => logged.push({ message, facts });
  const directory = mkdtempSync(join(tmpdir(), 'picture-process-'));
  const process = createPictureProcess({
    script: new URL('../../fixtures/picture-process.ts', import.meta.url),
    directory,
    environment: environmentWithoutSecrets(),
    log: { error: note, warn: note },
    ...settings,
  });
  onTestFinished(async () => {
    await process.close();
    rmSync(directory, { recursive: true });
  });
  const files = () => readdir(directory, { recursive: true });
  return {
    process,
    logged,
    directory,
    files,
    pid: () => process.ask('pictures', { about: 'pid' }, z.number()),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const ended = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENT);

describe('the picture process', () => {
  it('takes its open orders with it when it is killed, is logged, and the next order has another', async () => {
    const { process, logged, pid } = setup();
    const first = await pid();
    expect(first).not.toBe(globalThis.process.pid);
    const open = [
      process.ask('charts', { about: 'wait' }, z.unknown()),
      process.ask('pictures', { about: 'die' }, z.unknown()),
    ];
    const outcomes = await Promise.allSettled(open);
    expect(outcomes).toMatchObject([
      {
        status: 'rejected',
        reason: { message: 'The picture process is gone: it ended with SIGKILL' },
      },
      {
        status: 'rejected',
        reason: { message: 'The picture process is gone: it ended with SIGKILL' },
      },
    ]);
    expect(logged).toEqual([
      { message: 'picture process crashed', facts: { how: 'it ended with SIGKILL', orders: 2 } },
    ]);
    expect(await pid()).not.toBe(first);
  });

  it('that answers nothing any more is ended, and the next order has another', async () => {
    const { process, logged, pid } = setup({ answerWithinMs: 4_000 });
    const first = await pid();
    const open = process.ask('charts', { about: 'wait' }, z.unknown());
    // New orders give it no more time.
    const more = setInterval(
      () => void process.ask('charts', { about: 'wait' }, z.unknown()).catch(() => {}),
    );
    await expect(open).rejects.toThrow('is gone: no answer for 4000 ms');
    clearInterval(more);
    await ended(first);
    expect(logged).toHaveLength(1);
    expect(await pid()).not.toBe(first);
  });

  it('rejects an order with what the work threw, and goes on', async () => {
    const { process, logged, pid } = setup();
    const before = await pid();
    await expect(process.ask('pictures', { about: 'fail' }, z.unknown())).rejects.toThrow(
      new RangeError('no such picture'),
    );
    expect(await pid()).toBe(before);
    expect(logged).toEqual([]);
  });

  it('rejects an order that cannot be sent, and is not kept by it', async () => {
    const { process, logged, pid } = setup({ idleMs: 0 });
    const child = await pid();
    await expect(process.ask('pictures', () => null, z.unknown())).rejects.toThrow('cloned');
    await ended(child);
    expect(logged).toEqual([]);
  });

  it('ends when nothing was ordered for a while, which is no crash, and starts again', async () => {
    const { logged, pid } = setup({ idleMs: 0 });
    const first = await pid();
    await ended(first);
    expect(await pid()).not.toBe(first);
    expect(logged).toEqual([]);
  });

  it('is one for all that is ordered at once, prepared or not', async () => {
    const { process, pid } = setup();
    process.prepare();
    const pids = await Promise.all(Array.from({ length: 8 }, pid));
    expect(new Set(pids).size).toBe(1);
  });

  it('ends at once when closed, with open orders rejected and later ones refused', async () => {
    const { process, logged, files, pid } = setup();
    const child = await pid();
    const open = process.ask('pictures', { about: 'wait' }, z.unknown());
    const outcome = Promise.allSettled([open]);
    await process.close();
    expect(isAlive(child)).toBe(false);
    expect(await files()).toEqual([]);
    expect(await outcome).toMatchObject([{ reason: { message: 'The picture process is closed' } }]);
    await expect(pid()).rejects.toThrow('is closed');
    expect(logged).toEqual([]);
  });

  it('that cannot start fails its orders', async () => {
    const { logged, pid } = setup({ script: new URL('file:///nowhere/at-all.ts') });
    await expect(pid()).rejects.toThrow('is gone');
    expect(logged).toHaveLength(1);
  });

  it('is given whole messages whatever their size and shape, and leaves no file of them', async () => {
    const { process, logged, files } = setup();
    const large = Array.from({ length: 4 }, () => randomBytes(300_000));
    const [first = Buffer.alloc(0)] = large;
    const orders = [
      { small: randomBytes(100), empty: new Uint8Array(), missing: undefined },
      { cells: large, again: first, part: first.subarray(7, 200_000), empty: Buffer.alloc(0) },
      { nested: new Map([['one', { bytes: first, head: 'a text', id: 3, bytesLength: 5 }]]) },
      first,
    ];
    const answers = await Promise.all(
      orders.map((order) => process.ask('pictures', order, z.unknown())),
    );
    expect(answers).toEqual(orders);
    expect(await files()).toEqual(['0']);
    expect(logged).toEqual([]);
  });

  it('that is killed leaves no file behind, read or written', async () => {
    const { process, files, pid } = setup();
    const open = [
      process.ask('charts', { about: 'wait', bytes: randomBytes(300_000) }, z.unknown()),
      process.ask('pictures', { about: 'die', bytes: randomBytes(300_000) }, z.unknown()),
    ];
    expect(await Promise.allSettled(open)).toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    await vi.waitFor(async () => expect(await files()).toEqual([]), PATIENT);
    await pid();
    expect(await files()).toEqual(['1']);
  });

  it('that answers with a path instead of a number is ended, and no file is read', async () => {
    const { process, directory, files, logged, pid } = setup();
    await writeFile(join(directory, 'secret.answer'), 'secret');
    const first = await pid();
    await expect(process.ask('pictures', { about: 'stray' }, z.unknown())).rejects.toThrow(
      'it sent something else than an answer',
    );
    await ended(first);
    expect(logged).toHaveLength(1);
    expect(await pid()).not.toBe(first);
    expect(await files()).toContain('secret.answer');
  });

  it('works without its folder, as on a full disk, and says so', async () => {
    const file = new URL(import.meta.url).pathname;
    const { process, logged } = setup({ directory: file });
    const bytes = randomBytes(300_000);
    expect(await process.ask('pictures', { bytes }, z.unknown())).toEqual({ bytes });
    expect(new Set(logged.map(({ message }) => message))).toEqual(
      new Set(['pictures sent without a file']),
    );
  });

  it('is told nothing secret', async () => {
    vi.stubEnv('DISCORD_TOKEN', 'secret');
    vi.stubEnv('APIFRAME_API_KEY', 'secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { process } = setup({ environment: environmentWithoutSecrets() });
    const names = await process.ask('pictures', { about: 'variables' }, z.array(z.string()));
    expect(names).toContain('PATH');
    expect(names.filter((name) => /TOKEN|KEY/.test(name))).toEqual([]);
  });
});

async function noise(width: number, height: number): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#000' } as const;
  return sharp({ create: { ...create, noise: { type: 'gaussian', mean: 120, sigma: 40 } } })
    .png()
    .toBuffer();
}

it('starts without what a crash left of its messages', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'picture-process-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  await mkdir(join(dataDir, 'picture-process', '3'), { recursive: true });
  await writeFile(join(dataDir, 'picture-process', '3', '14.order'), 'half a pic');
  await makePictures(dataDir, { error: () => undefined, warn: () => undefined });
  expect(await readdir(dataDir, { recursive: true })).toEqual([]);
});

describe('picture work in the process', () => {
  it('is what it is in this one', async () => {
    const { process, files } = setup({
      script: new URL('../../../src/picture-work.ts', import.meta.url),
    });
    const remote = createRemotePictures(process);
    const cells = await Promise.all(Array.from({ length: 4 }, () => noise(192, 192)));
    const [first = Buffer.alloc(0)] = cells;
    const damaged = Buffer.concat([first.subarray(0, 90_000), Buffer.alloc(10_000)]);
    const photo = await sharp(first)
      .withExif({ IFD0: { Artist: 'nobody' } })
      .jpeg()
      .toBuffer();
    expect(first.byteLength).toBeGreaterThan(65_536);
    const size = { width: 192, height: 192 };
    const parts = [{ left: 8, top: 8, width: 64, height: 64 }];
    for (const work of [pictures.probe, remote.probe]) {
      expect(await work(first)).toEqual({ kind: 'picture', mediaType: 'image/png', ...size });
      expect((await work(Buffer.from('no picture'))).kind).toBe('not-a-picture');
    }
    for (const order of [
      (one: typeof remote) => one.composeGrid(cells),
      (one: typeof remote) => one.composeGrid([first, damaged]),
      (one: typeof remote) => one.preview(first),
      (one: typeof remote) => one.normalise(photo, 1_000_000),
      (one: typeof remote) => one.normalise(Buffer.from('no picture'), 1_000_000),
      (one: typeof remote) => one.fitToLimit({ bytes: first, mediaType: 'image/png' }, 20_000),
      (one: typeof remote) => one.drawMask(size, parts).then((png) => one.readMask(png, size)),
      (one: typeof remote) => one.readMask(first, { width: 1, height: 1 }),
    ]) {
      expect(await order(remote)).toEqual(await order(pictures));
    }
    const grid = await remote.composeGrid(cells);
    const cut = await remote.cutCells(grid?.bytes ?? Buffer.alloc(0));
    expect(cut).toEqual(await pictures.cutCells(grid?.bytes ?? Buffer.alloc(0)));
    expect(cut).toHaveLength(4);
    // What has the form already is not even sent back.
    const kept = await remote.normalise(first, 1_000_000);
    expect(kept.kind === 'picture' && kept.bytes).toBe(first);
    expect(await files()).toEqual(['0']);
  });

  it('loads the library there alone, and neither process keeps the other from ending', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'picture-process-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'picture.png');
    await writeFile(file, await noise(64, 64));
    const script = join(ROOT, 'test', 'fixtures', 'picture-parent.ts');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, file, folder]);
    const said = z
      .object({
        bytes: z.number().positive(),
        child: z.number().positive(),
        inParent: z.array(z.string()),
        inChild: z.array(z.string()),
      })
      .parse(JSON.parse(stdout));
    expect(stderr).toBe('');
    expect(said.inParent).toEqual([]);
    expect(said.inChild).not.toEqual([]);
    await ended(said.child);
  });
});
