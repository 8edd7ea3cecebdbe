import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const PROGRAM = fileURLToPath(new URL('../fixtures/tell-settings.ts', import.meta.url));
const told = z.object({
  pid: z.number(),
  execArgv: z.array(z.string()),
  given: z.array(z.string()),
  arenas: z.string().nullable(),
  bound: z.string().nullable(),
  boundOfPictures: z.string().nullable(),
  own: z.string().nullable(),
});

/** What the program says of itself, what it wrote to stderr, and the number its parent knows it by. */
async function run(environment: Readonly<Record<string, string>>, channel: readonly 'ipc'[] = []) {
  const child = spawn(process.execPath, ['--no-deprecation', PROGRAM, '--check', 'a b'], {
    env: { PATH: process.env.PATH, OWN: 'kept', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...channel],
  });
  const [out, err] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ]);
  return { known: child.pid, says: told.parse(JSON.parse(out)), err };
}

it('goes on as the same process, with the settings and everything that it was given', async () => {
  const { known, says, err } = await run({});
  expect(says).toEqual({
    pid: known,
    execArgv: ['--max-semi-space-size=16', '--expose-gc', '--no-deprecation'],
    given: ['--check', 'a b'],
    arenas: '2',
    bound: '131072',
    boundOfPictures: null,
    own: 'kept',
  });
  expect(err).toBe('');
});

it('leaves what somebody chose', async () => {
  const chosen = await run({ NODE_OPTIONS: '--max-semi-space-size=64' });
  expect(chosen.says).toMatchObject({ execArgv: ['--no-deprecation'], arenas: null });
  const arenas = await run({ MALLOC_ARENA_MAX: '4' });
  expect(arenas.says).toMatchObject({ arenas: '4' });
});

it('does not give up the channel to a parent that watches it', async () => {
  const { says } = await run({}, ['ipc']);
  expect(says).toMatchObject({ execArgv: ['--no-deprecation'] });
});
