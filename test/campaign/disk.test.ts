/** How: the campaign's people at work on a small disk that fills up and is freed again; judged from outside. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startBot } from '#test/fixtures/bot-process.ts';
import { judge } from './auditor.ts';
import { openCampaign } from './stage.ts';

const MINUTES = 60_000;

/** A small disk of its own; null where this user may not have one. */
function smallDisk(megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Leaves no room at all; the file that took it. */
function fillDisk(folder: string): string {
  const ballast = join(folder, 'ballast');
  for (const bytes of [1024 * 1024, 4096, 1]) {
    const block = Buffer.alloc(bytes);
    for (let isFull = false; !isFull; ) {
      try {
        writeFileSync(ballast, block, { flag: 'a' });
      } catch (error) {
        isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
        if (!isFull) throw error;
      }
    }
  }
  return ballast;
}

it('loses nothing on a disk that is full for a while', {
  timeout: 10 * MINUTES,
}, async (context) => {
  const disk = smallDisk(64);
  if (disk === null) return context.skip('no disk of its own for this user');
  const stage = await openCampaign({
    vendor: 'apiframe',
    seed: 4,
    reports: true,
    environment: { DATA_DIR: join(disk, 'data') },
  });
  onTestFinished(() => stage.close());
  const bot = await startBot(stage.environment);
  const rest = stage.begin();
  await stage.playground.until(() => stage.playground.traffic.count('create-message') > 2, {
    timeoutMs: MINUTES,
    what: 'the first results',
  });
  const ballast = fillDisk(disk);
  await Promise.any([
    bot.lineWith('job pass failed'),
    bot.lineWith('worker could not reach the database'),
  ]);
  rmSync(ballast);
  await rest();
  const left = await stage.quiet();
  const { violations, figures } = judge(await stage.evidence());
  expect([...left, ...violations]).toEqual([]);
  expect(figures.delivered).toBeGreaterThan(3);
  expect(bot.output()).toMatch(/disk|ENOSPC|full/i);
  await bot.terminate();
});
