/** How: a process of its own, with the real log, in which an error is left to nobody. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A program that leaves the error so, and then says that it goes on. */
const scriptOf = (left: string) => `
    import { createLog } from '#system/log.ts';
    import { logUncaught } from '#system/process-errors.ts';
    logUncaught(createLog({ level: 'error', secrets: [], sink: process.stdout }));
    ${left};
    // Behind whatever is left: its turn comes first.
    setImmediate(() => setImmediate(() => process.stdout.write('goes on')));
  `;

function run(left: string, output: number | 'pipe' = 'pipe') {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', scriptOf(left)], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', output, 'pipe'],
  });
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

it.skipIf(!existsSync('/dev/full'))('a log on a full disk does not end the process', () => {
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const left = `process.stdout.write('a line'); process.on('exit', (code) => process.stderr.write('ends with ' + code))`;
  const { status, stderr } = run(left, full);
  expect(stderr).toContain('ends with 0');
  expect(status).toBe(0);
});

it('a log without a reader ends the process', () => {
  const left = `const again = setInterval(() => process.stdout.write('a line'), 1)`;
  const main = `${process.execPath} --input-type=module --eval "$SCRIPT" | true; exit "\${PIPESTATUS[0]}"`;
  const options = { cwd: ROOT, timeout: 60_000, env: { ...process.env, SCRIPT: scriptOf(left) } };
  expect(spawnSync('bash', ['-c', main], options).status).toBe(1);
});
