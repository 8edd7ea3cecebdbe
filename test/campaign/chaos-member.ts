/** One of the processes of a chaos run: it is started again whenever it ended, on its own cable to the database. */
import { setTimeout as pause } from 'node:timers/promises';
import { type BotProcess, dataFolder, startBot } from '#test/fixtures/bot-process.ts';
import { startTcpProxy } from '#test/fixtures/tcp-proxy.ts';

const CLOCK = new URL('./clock-offset.ts', import.meta.url).href;
/** What a supervisor waits between two starts. */
const RESTART_MS = 1_000;
/** So often in a row no start may fail: the longest disturbance is shorter. */
const FAILED_STARTS_MAX = 20;

export type Member = {
  readonly name: string;
  readonly pid: () => number | null;
  readonly cut: (how: 'reset' | 'silent') => void;
  readonly mend: () => void;
  readonly kill: () => Promise<void>;
  readonly terminate: () => Promise<void>;
  /** Resolves when it runs. */
  readonly up: () => Promise<void>;
  /** Ends it for good. */
  readonly close: () => Promise<void>;
};

/** Starts it, and keeps it running. */
export async function startMember(options: {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly clockOffsetMs: number;
  readonly printed: (text: string) => void;
  /** What no disturbance explains. */
  readonly onFault: (what: string) => void;
}): Promise<Member> {
  const { name, printed, onFault } = options;
  const url = new URL(options.databaseUrl);
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  const data = dataFolder();
  const environment = {
    ...options.environment,
    DATA_DIR: data.path,
    DATABASE_URL: url.href,
    CLOCK_OFFSET_MS: String(options.clockOffsetMs),
    NODE_OPTIONS: `--import=${CLOCK}`,
  };
  const closing = new AbortController();
  let bot: BotProcess | null = null;
  let isWished = false;
  let isUp = Promise.withResolvers<void>();

  const keep = async (): Promise<void> => {
    for (let failed = 0; !closing.signal.aborted; ) {
      const started = await startBot(environment).catch((error: unknown) => String(error));
      if (typeof started === 'string') {
        printed(started);
        failed += 1;
        if (failed === FAILED_STARTS_MAX) onFault(`${name} does not start: ${started.slice(-600)}`);
        await pause(RESTART_MS);
        continue;
      }
      failed = 0;
      isWished = false;
      bot = started;
      isUp.resolve();
      const code = await started.ended;
      bot = null;
      isUp = Promise.withResolvers();
      printed(started.output());
      if (!isWished)
        onFault(`${name} ended by itself (${code}): ${started.output().slice(-1_500)}`);
      await pause(RESTART_MS);
    }
  };
  const kept = keep();
  const end = async (how: 'kill' | 'terminate'): Promise<void> => {
    isWished = true;
    if (how === 'kill') await bot?.kill();
    else await bot?.terminate();
  };
  return {
    name,
    pid: () => bot?.pid ?? null,
    cut: proxy.cut,
    mend: proxy.mend,
    kill: () => end('kill'),
    terminate: () => end('terminate'),
    up: () => isUp.promise,
    close: async () => {
      closing.abort();
      await end('terminate');
      await kept;
      await proxy.close();
      data.remove();
    },
  };
}
