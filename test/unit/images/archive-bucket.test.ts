/** How: the real archive over a strict S3 service on this machine that checks signatures by itself. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBucketArchive } from '#images/archive-bucket.ts';
import { openArchiveCache } from '#images/archive-cache.ts';
import { createBucket } from '#images/bucket.ts';
import { openStaging } from '#images/staging.ts';
import type { Archive } from '#ports/archive.ts';
import { type S3Server, startS3Server } from '#test/fixtures/s3-server.ts';

const silent = { warn: () => undefined };
const LIMIT = 1_000;
/** Time that does not pass between attempts. */
let aheadMs = 0;
const clock = {
  nowMs: () => Date.now() + aheadMs,
  sleepUntil: (atMs: number, signal: AbortSignal) =>
    atMs - clock.nowMs() > 5_000
      ? new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        })
      : Promise.resolve(),
};

let service: S3Server;
let folder: string;

beforeEach(async () => {
  service = await startS3Server();
  folder = mkdtempSync(join(tmpdir(), 'fourfold-bucket-'));
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = async (
  changes: { readonly secretAccessKey?: string; readonly cache?: string } = {},
) => {
  const { endpoint, region, accessKeyId } = service;
  const place = {
    endpoint,
    region,
    accessKeyId,
    secretAccessKey: changes.secretAccessKey ?? service.secretAccessKey,
    bucket: 'pictures',
    prefix: 'bots/first one/',
  };
  const cache = await openArchiveCache(join(folder, changes.cache ?? 'cache'), LIMIT);
  const bucket = createBucket(place, { clock, random: { unit: () => 0 } });
  const staging = await openStaging(join(folder, `${changes.cache ?? 'cache'}-staging`), (path) =>
    rm(path),
  );
  return {
    bucket,
    archive: createBucketArchive({
      clock,
      bucket,
      cache,
      staging,
      log: silent,
    }),
  };
};

const png = (bytes = 300) => randomBytes(bytes);
const keyOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function streamed(archive: Archive, key: string, first: number, last: number) {
  const file = await archive.find(key);
  if (file === null) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of file.read({ first, last })) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('an archive in a bucket', () => {
  it('keeps pictures by their content, where another process finds them', async () => {
    const bytes = png();
    const { archive } = await open();
    const entry = await archive.put(bytes, 'image/png');
    expect(entry).toEqual({ key: keyOf(bytes), mediaType: 'image/png', bytes: 300 });
    const [name] = service.objects.keys();
    expect(name).toBe(
      `bots/first one/${entry.key.slice(0, 2)}/${entry.key.slice(2, 4)}/${entry.key}.png`,
    );
    const other = await open({ cache: 'other' });
    expect(await other.archive.get(entry.key)).toEqual(bytes);
    expect(await other.archive.find(entry.key)).toMatchObject({
      mediaType: 'image/png',
      bytes: 300,
    });
  });

  it('reads what it has near without asking the bucket', async () => {
    const { archive } = await open();
    const { key } = await archive.put(png(), 'image/png');
    service.requests.length = 0;
    expect(await archive.get(key)).toHaveLength(300);
    expect(await streamed(archive, key, 0, 299)).toHaveLength(300);
    expect(service.requests).toEqual([]);
  });

  it('keeps no more near than its limit, the last used longest', async () => {
    const { archive } = await open();
    const first = await archive.put(png(400), 'image/png');
    const second = await archive.put(png(400), 'image/png');
    await archive.get(first.key);
    await archive.put(png(400), 'image/png');
    service.requests.length = 0;
    await archive.get(first.key);
    expect(service.requests).toEqual([]);
    await archive.get(second.key);
    expect(service.requests).toHaveLength(2);
    const files = readdirSync(join(folder, 'cache'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.png'))).toHaveLength(2);
  });

  it('writes the same picture once', async () => {
    const bytes = png();
    const { archive } = await open();
    await archive.put(bytes, 'image/png');
    await (await open({ cache: 'other' })).archive.put(bytes, 'image/png');
    expect(service.objects.size).toBe(1);
  });

  it('writes to services without conditional writes', async () => {
    service.fault({ kind: 'unconditional', times: 1 });
    const { archive } = await open();
    await archive.put(png(), 'image/png');
    await archive.put(png(), 'image/png');
    expect(service.objects.size).toBe(2);
    expect(service.requests).toHaveLength(3);
  });

  it('gives a large picture the time to be sent', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = service;
    const place = {
      endpoint,
      region,
      accessKeyId,
      secretAccessKey,
      bucket: 'pictures',
      prefix: '',
    };
    const waits: number[] = [];
    const noted: Pick<typeof clock, 'nowMs' | 'sleepUntil'> = {
      nowMs: clock.nowMs,
      sleepUntil: (atMs, signal) => {
        waits.push(atMs - clock.nowMs());
        return clock.sleepUntil(atMs, signal);
      },
    };
    const bucket = createBucket(place, { clock: noted, random: { unit: () => 0 } });
    const bytes = png(8_000_000);
    await bucket.put('a.png', { bytes, sha256: keyOf(bytes), mediaType: 'image/png' });
    await bucket.remove('a.png');
    const [forPut = 0, forRemove = 0] = waits;
    // As on a line of one megabit a second.
    expect(forPut).toBeGreaterThan(64_000);
    expect(forRemove).toBeLessThan(20_000);
  });

  it.each([
    ['busy', { kind: 'status', status: 503, times: 3 }],
    ['limited', { kind: 'status', status: 429, times: 2 }],
    ['losing an answer', { kind: 'lose-answer', times: 1 }],
  ] as const)('is written through a service that is %s', async (_name, fault) => {
    service.fault(fault);
    const { archive } = await open();
    const bytes = png();
    await archive.put(bytes, 'image/png');
    expect(service.objects.size).toBe(1);
    expect(await archive.get(keyOf(bytes))).toEqual(bytes);
  });

  it.each(['break-off', 'end-early'] as const)('reads on after a body with %s', async (kind) => {
    const bytes = png(900);
    const { key } = await (await open()).archive.put(bytes, 'image/png');
    const { archive } = await open({ cache: 'other' });
    service.fault({ kind, afterBytes: 250, times: 3 });
    expect(await streamed(archive, key, 10, 889)).toEqual(bytes.subarray(10, 890));
  });

  it.each([
    ['a service that stays busy', { kind: 'status', status: 503, times: 99 }, /503 SlowDown/],
    ['a key that is not taken', null, /403 SignatureDoesNotMatch/],
  ] as const)('says what is wrong: %s', async (_name, fault, words) => {
    if (fault !== null) service.fault(fault);
    const { archive } = await open(fault === null ? { secretAccessKey: 'wrong' } : {});
    await expect(archive.put(png(), 'image/png')).rejects.toThrow(words);
  });

  it('gives nothing that is damaged, and nothing for a key that is none', async () => {
    const { key } = await (await open()).archive.put(png(), 'image/png');
    const [name = ''] = service.objects.keys();
    service.objects.set(name, { bytes: png(), mediaType: 'image/png' });
    const { archive } = await open({ cache: 'other' });
    expect(await archive.get(key)).toBeNull();
    expect(await archive.get('../../etc/passwd')).toBeNull();
    expect(await archive.find('0'.repeat(64))).toBeNull();
  });

  it('keeps a picture although the folder near it cannot be written', async () => {
    const { archive } = await open();
    rmSync(join(folder, 'cache'), { recursive: true });
    writeFileSync(join(folder, 'cache'), 'a file');
    const entry = await archive.put(png(), 'image/png');
    expect(service.objects.size).toBe(1);
    expect(entry.bytes).toBe(300);
  });

  it('forgets near, too, what is removed, also what was given more than once', async () => {
    const { archive } = await open();
    const bytes = png();
    await archive.put(bytes, 'image/png');
    const { key } = await archive.put(bytes, 'image/png');
    // A request that gave it a moment ago may be about to name it in a row.
    aheadMs += 61_000;
    expect(await archive.remove(key)).toBe(300);
    expect(service.objects.size).toBe(0);
    expect(await archive.get(key)).toBeNull();
  });

  it('lists and removes over several pages', async () => {
    const { archive, bucket } = await open();
    for (let made = 0; made < 8; made++) await archive.put(png(10), 'image/webp');
    const names: string[] = [];
    for await (const { name } of bucket.list('')) names.push(name);
    expect(names).toHaveLength(8);
    for (const name of names) await bucket.remove(name);
    expect(service.objects.size).toBe(0);
  });
});

describe('what no job points at yet', () => {
  it('is not in the bucket before a job is being saved, and is there before it is', async () => {
    const { archive } = await open();
    const bytes = png();
    const { key } = await archive.stage(bytes, 'image/png');
    expect(await archive.has(key)).toBe(true);
    expect(await archive.get(key)).toBeNull();
    const held = await archive.hold([key]);
    const elsewhere = await open({ cache: 'another' });
    expect(await elsewhere.archive.get(key)).toEqual(bytes);
    await held.keep();
    expect(await archive.get(key)).toEqual(bytes);
  });
});
