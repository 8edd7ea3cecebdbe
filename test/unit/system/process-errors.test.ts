/** How: a process of its own, with the real log, in which an error is left to nobody. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A process that leaves the error so, and then says that it goes on. */
function run(left: string) {
  const script = `
    import { createLog } from '#system/log.ts';
    import { logUncaught } from '#system/process-errors.ts';
    logUncaught(createLog({ level: 'error', secrets: [], sink: process.stdout }));
    ${left};
    // Behind whatever is left: its turn comes first.
    setImmediate(() => setImmediate(() => process.stdout.write('goes on')));
  `;
  const options = { cwd: ROOT, encoding: 'utf8', timeout: 60_000 } as const;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
}

it('a promise that nobody waited for is logged, and the process goes on', () => {
  const { status, stdout } = run("void Promise.reject(new TypeError('already closed'))");
  expect(stdout).toMatch(/already closed.*unhandled rejection/);
  expect(stdout).toContain('goes on');
  expect(status).toBe(0);
});

it('an exception that nobody caught is logged, and the process ends', () => {
  const { status, stdout } = run("setImmediate(() => { throw new TypeError('broken'); })");
  expect(stdout).toMatch(/broken.*uncaught exception/);
  expect(stdout).not.toContain('goes on');
  expect(status).toBe(1);
});
