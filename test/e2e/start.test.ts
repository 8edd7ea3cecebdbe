import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  dataFolder,
  playgroundEnvironment,
  runToEnd,
  startBot,
} from '#test/fixtures/bot-process.ts';

/** Files and folders, the folder itself included, that others than their owner may do anything with. */
function readable(folder: string): readonly string[] {
  const paths = ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return paths.filter((path) => (statSync(join(folder, path)).mode & 0o077) !== 0);
}

const MAIN = join(import.meta.dirname, '..', '..', 'src/main.ts');

/** Loaded before the bot: says in its output when memory is released, which blocks everything else. */
const TELLS_COLLECTIONS = `data:text/javascript,${encodeURIComponent(`
  const { gc } = globalThis;
  if (gc !== undefined) globalThis.gc = (options) => {
    process.stdout.write('{"msg":"collected"}\\n');
    return gc(options);
  };
`)}`;

describe('a start', () => {
  it('releases memory before Discord can send anything', { timeout: 300_000 }, async () => {
    const { startPlayground } = await import('#playground/start-playground.ts');
    const playground = await startPlayground({ page: false });
    const data = dataFolder();
    const bot = await startBot({
      ...playgroundEnvironment(playground, 'gateway'),
      VENDORS: 'studio',
      DATA_DIR: data.path,
      NODE_OPTIONS: `--import=${TELLS_COLLECTIONS}`,
    });
    await bot.terminate();
    await playground.close();
    data.remove();
    expect(bot.output().match(/"msg":"collected"|"to":"connecting"|"msg":"ready"/g)).toEqual([
      '"msg":"collected"',
      '"to":"connecting"',
      '"msg":"ready"',
    ]);
  });

  it('through npm ends with the shell between them', { timeout: 300_000 }, async () => {
    const { startPlayground } = await import('#playground/start-playground.ts');
    const playground = await startPlayground({ page: false });
    const data = dataFolder();
    // As npm starts it where the shell is dash, which does not hand a signal on. Its pid is for the end of a failed test.
    const shell = spawn(
      '/bin/sh',
      ['-c', '"$0" "$1" & echo "pid $!"; wait', process.execPath, MAIN],
      {
        cwd: data.path,
        env: {
          ...playgroundEnvironment(playground, 'gateway'),
          ...{ PATH: process.env.PATH, HTTP_PORT: '0', METRICS_PORT: '0', VENDORS: 'studio' },
          ...{ DATA_DIR: data.path, npm_lifecycle_event: 'start' },
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let printed = '';
    const isOver = once(shell.stdout, 'end').then(() => true);
    shell.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    try {
      await expect.poll(() => printed, { timeout: 120_000 }).toContain('"msg":"ready"');
      shell.kill('SIGTERM');
      // All that could write to it has ended.
      expect(await Promise.race([isOver, setTimeout(60_000, false)])).toBe(true);
    } finally {
      const pid = Number(/^pid (\d+)$/m.exec(printed)?.[1]);
      if (!(await Promise.race([isOver, false]))) process.kill(pid, 'SIGKILL');
      await playground.close();
      data.remove();
    }
  });

  it('with --check reads everything under type stripping and ends well', async () => {
    const { code, output } = await runToEnd({}, ['--check']);
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  it('with a wrong environment reports all of it by name, without values, and exits 2', async () => {
    const { code, output } = await runToEnd({
      HTTP_PORT: 'eighty-eighty',
      MONTHLY_CREDITS: '-3',
      VENDORS: 'studio,nosuch',
      OPERATOR_IDS: 'secret-name',
      APIFRAME_API_KEY: 'afk with blanks',
    });
    expect(code).toBe(2);
    for (const variable of ['HTTP_PORT', 'MONTHLY_CREDITS', 'OPERATOR_IDS', 'APIFRAME_API_KEY']) {
      expect(output).toContain(variable);
    }
    for (const value of ['eighty-eighty', 'secret-name', 'afk with blanks']) {
      expect(output).not.toContain(value);
    }
  });

  it('names an unknown vendor and a missing key', async () => {
    const unknown = await runToEnd({ VENDORS: 'nosuch' });
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.output).toMatch(/VENDORS .*known are .*apiframe/);
    const missing = await runToEnd({ VENDORS: 'apiframe' });
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.output).toMatch(/APIFRAME_API_KEY/);
  });

  it('in production without a token is refused with the remedy', async () => {
    const { code, output } = await runToEnd({ NODE_ENV: 'production' });
    expect(code).toBe(2);
    expect(output).toMatch(/DISCORD_TOKEN .*discord\.com\/developers/);
  });

  it('with a token and no vendor is refused, since the painter would look like a vendor', async () => {
    const { code, output } = await runToEnd({ DISCORD_TOKEN: 'abc', APIFRAME_APIKEY: 'afk_1' });
    expect(code).toBe(2);
    expect(output).toMatch(/APIFRAME_APIKEY .*did you mean APIFRAME_API_KEY\?/);
    expect(output).toMatch(/DISCORD_TOKEN needs a vendor.*VENDORS=studio/);
  });

  it('reads `.env` beside it and refuses every name there that it does not know', async () => {
    const folder = dataFolder();
    writeFileSync(join(folder.path, '.env'), 'NO_SUCH_THING=1\nTZ=Europe/Rome\nLOG_LEVEL=warn\n');
    const { code, output } = await runToEnd({}, ['--check'], folder.path);
    folder.remove();
    expect(code).toBe(2);
    expect(output).toContain('NO_SUCH_THING is not a setting of this bot');
    expect(output).not.toMatch(/\bTZ\b|LOG_LEVEL/);
  });

  it('with a `.env` that is a folder, as Docker makes one of a missing file, says so', async () => {
    const folder = dataFolder();
    mkdirSync(join(folder.path, '.env'));
    const { code, output } = await runToEnd({}, ['--check'], folder.path);
    folder.remove();
    expect(code).toBe(2);
    expect(output).toMatch(/^The environment is invalid:\n {2}\.env cannot be read \(EISDIR\): /);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'is ended by %s while it waits for its database, also as the first process of a container',
    async (signal) => {
      const data = dataFolder();
      // It takes connections and says nothing.
      const database = createServer().listen(0, '127.0.0.1');
      await once(database, 'listening');
      const address = database.address();
      const port = typeof address === 'object' ? address?.port : null;
      const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
        cwd: data.path,
        env: {
          PATH: process.env.PATH ?? '',
          DATA_DIR: data.path,
          DATABASE_URL: `postgres://me@127.0.0.1:${port}/db`,
          DISCORD_TOKEN: 'abc',
          DISCORD_API_URL: 'http://127.0.0.1:1/api',
        },
        stdio: 'ignore',
      });
      await once(database, 'connection');
      child.kill(signal);
      const [code] = await once(child, 'exit');
      database.close();
      data.remove();
      // By a handler of its own: what the system does by itself it does not do to a container's first process.
      expect([code, child.signalCode]).toEqual([0, null]);
    },
  );

  it('on a port that is taken names HTTP_PORT', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : null;
    const data = dataFolder();
    const outcome = await runToEnd({ DATA_DIR: data.path, HTTP_PORT: String(port) });
    taken.close();
    data.remove();
    expect(outcome.code).toBe(1);
    expect(outcome.output).toMatch(
      new RegExp(`127\\.0\\.0\\.1:${port} is taken by another program\\. Set HTTP_PORT`),
    );
  });

  it.each([
    ['DATA_DIR', (file: string) => ({ DATA_DIR: `${file}/data` })],
    [
      'DATABASE_URL',
      (file: string) => ({ DATA_DIR: `${file}-data`, DATABASE_URL: `file:${file}/db/f.db` }),
    ],
  ])(
    'explains a folder of %s that cannot be made, as one that cannot be written',
    async (_name, environment) => {
      const folder = dataFolder();
      const file = join(folder.path, 'a-file');
      writeFileSync(file, '');
      const { code, output } = await runToEnd(environment(file));
      folder.remove();
      expect(code).toBe(1);
      expect(output).toMatch(
        /Give the user this process runs as write access .*DATA_DIR elsewhere/,
      );
    },
  );

  it('makes data that nobody else can read, whatever the umask, and narrows older data', {
    timeout: 60_000,
  }, async () => {
    const folder = dataFolder();
    const data = join(folder.path, 'data');
    const environment = { DATA_DIR: data, PLAYGROUND_PORT: '0', LOG_LEVEL: 'info' };
    const umask = process.umask(0);
    let modes: readonly string[] = [];
    try {
      const first = await startBot(environment);
      modes = readable(data);
      await first.kill();
      chmodSync(join(data, 'fourfold.db'), 0o644);
      chmodSync(join(data, 'archive'), 0o755);
      const second = await startBot(environment);
      modes = [...modes, ...readable(data)];
      expect(readdirSync(data)).toContain('fourfold.db-wal');
      await second.terminate();
    } finally {
      process.umask(umask);
      folder.remove();
    }
    expect(modes).toEqual([]);
  });

  it('on data that another process works on is refused in words', { timeout: 60_000 }, async () => {
    const data = dataFolder();
    const { startLiveBot } = await import('#test/fixtures/live-bot.ts');
    const live = await startLiveBot({ environment: { DATA_DIR: data.path } });
    const { playground } = live;
    const second = await runToEnd({
      DATA_DIR: data.path,
      VENDORS: 'studio',
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: playground.apiUrl,
    });
    await live.close();
    data.remove();
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/another|in use/i);
  });
});
