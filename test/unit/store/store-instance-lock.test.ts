import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Clock } from '#ports/clock.ts';
import { acquireInstanceLock } from '#store/sqlite/instance-lock.ts';
import { systemClock } from '#system/clock.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { file: join(folder, 'deep', 'fourfold.db') };
}

/** A process that holds the file's lock until it is ended. */
async function otherProcess(file: string): Promise<ChildProcess> {
  const code = `
    import { systemClock } from '#system/clock.ts';
    import { acquireInstanceLock } from '#store/sqlite/instance-lock.ts';
    await acquireInstanceLock({ file: ${JSON.stringify(file)}, clock: systemClock });
    process.stdout.write('held');
    setInterval(() => undefined, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return child;
}

/** Time that passes only by being waited for; `onWait` is what happens meanwhile. */
function virtualClock(onWait: () => void = () => undefined): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleepUntil: async (atMs) => {
      onWait();
      nowMs = atMs;
    },
  };
}

it('keeps a second process out, and says what to do', async () => {
  const { file } = setup();
  await otherProcess(file);
  const attempt = acquireInstanceLock({ file, clock: virtualClock() });
  await expect(attempt).rejects.toThrow(
    expect.objectContaining({ name: 'DataInUseError', message: expect.stringContaining(file) }),
  );
});

it('lets the next process in as soon as the one before is killed', async () => {
  const { file } = setup();
  const child = await otherProcess(file);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await acquireInstanceLock({ file, clock: virtualClock(), waitMs: 0 });
  lock.release();
});

it('waits for a predecessor that is shutting down', async () => {
  const { file } = setup();
  const child = await otherProcess(file);
  const waiting = acquireInstanceLock({ file, clock: systemClock });
  child.kill('SIGTERM');
  const lock = await waiting;
  lock.release();
});

it('waits about ten seconds, and no longer', async () => {
  const { file } = setup();
  const first = await acquireInstanceLock({ file, clock: virtualClock() });
  onTestFinished(first.release);
  const clock = virtualClock();
  await expect(acquireInstanceLock({ file, clock })).rejects.toThrow();
  expect(clock.nowMs()).toBe(10_000);
});

it('stops waiting when the process is told to stop', async () => {
  const { file } = setup();
  const first = await acquireInstanceLock({ file, clock: virtualClock() });
  onTestFinished(first.release);
  const stopping = new AbortController();
  const clock = virtualClock(() => stopping.abort());
  const attempt = acquireInstanceLock({ file, clock, signal: stopping.signal });
  await expect(attempt).rejects.toThrow();
  expect(clock.nowMs()).toBe(100);
});

it('can be taken again in the same process once released', async () => {
  const { file } = setup();
  const first = await acquireInstanceLock({ file, clock: virtualClock() });
  first.release();
  first.release();
  const second = await acquireInstanceLock({ file, clock: virtualClock(), waitMs: 0 });
  second.release();
});
