/**
 * How: the bot in its own process keeps its pictures in a strict S3 service on this machine. Then its own folder is
 * lost, the bucket is copied into a folder by the program beside it, and a bot without a bucket goes on with that.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, pictureOf, startLiveBot } from '#test/fixtures/live-bot.ts';
import { type S3Server, startS3Server } from '#test/fixtures/s3-server.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let service: S3Server;
let live: LiveBot;
let folder: string;
const channel = () => live.playground.channelId('lantern-room');
const member = () => live.playground.person('member');
const keys = () => ({
  AWS_ACCESS_KEY_ID: service.accessKeyId,
  AWS_SECRET_ACCESS_KEY: service.secretAccessKey,
});
const address = () => `s3://pictures/bot?region=${service.region}&endpoint=${service.endpoint}`;

beforeAll(async () => {
  service = await startS3Server();
  folder = mkdtempSync(join(tmpdir(), 'fourfold-e2e-bucket-'));
  live = await startLiveBot({
    environment: { ...keys(), ARCHIVE_URL: address(), STUDIO_SECONDS: '0', DATA_DIR: folder },
  });
}, 120_000);
afterAll(async () => {
  await live?.close();
  await service?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('keeps pictures in the bucket, and works after losing its own folder', async () => {
  const act = await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
  const progress = await act.reply();
  const grid = await live.final(
    channel(),
    ({ message_reference }) => message_reference?.message_id === progress.id,
  );
  expect(service.objects.size).toBeGreaterThan(0);
  expect(existsSync(join(folder, 'archive'))).toBe(false);
  rmSync(join(folder, 'archive-cache'), { recursive: true });
  await live.killAndRestart();
  await member().press(grid, { label: 'U1' });
  const single = await live.final(
    channel(),
    ({ message_reference }) => message_reference?.message_id === grid.id,
  );
  expect((await pictureOf(single)).byteLength).toBeGreaterThan(1_000);
}, 180_000);

it('moves to a folder, twice, and says how much there was', async () => {
  const move = async () => {
    const target = join(folder, 'archive');
    const child = spawn(
      process.execPath,
      [join(ROOT, 'scripts/move-archive.ts'), '--from', address(), '--to', target],
      { env: { PATH: process.env.PATH ?? '', ...keys() }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(child, 'exit');
    return said;
  };
  const { size } = service.objects;
  expect(await move()).toBe(`${size} pictures copied, 0 were there already, 0 damaged\n`);
  expect(await move()).toBe(`0 pictures copied, ${size} were there already, 0 damaged\n`);
  const files = readdirSync(join(folder, 'archive'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => /\.\w+$/.test(file) && !file.startsWith('.'))).toHaveLength(size);
}, 60_000);
