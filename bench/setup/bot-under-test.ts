import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ALLOCATOR, START_OPTIONS } from '#system/process-settings.ts';
import type { BareDiscord } from './bare-discord.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SCRIPTS = {
  bare: 'bench/setup/bare-bot.ts',
  endpoint: 'bench/setup/bare-endpoint.ts',
  fourfold: 'src/main.ts',
} as const;

/** Linux counts processor time in hundredths of a second (proc(5)). */
const MS_PER_TICK = 10;

export type BotName = keyof typeof SCRIPTS;

export type BotUnderTest = {
  /** Resident memory of the bot and of the processes that it started, in MiB. */
  readonly memoryMib: () => number;
  /** Processor time used so far, all threads and started processes together, in ms: it is the same on a busy machine. */
  readonly processorMs: () => number;
  /** As a machine that loses its power ends it. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * The bot in a process of its own, connected and ready; Fourfold with the given data folder or a fresh one, which goes
 * with it, and as the container has it unless its sources are asked for.
 */
export async function startBotUnderTest(
  name: BotName,
  discord: BareDiscord,
  environment: Readonly<Record<string, string>> = {},
  folder?: string,
  form: 'container' | 'sources' = 'container',
): Promise<BotUnderTest> {
  const data = folder ?? benchFolder();
  const container = name === 'fourfold' && form === 'container' ? bundledBot() : null;
  const program = container === null ? [join(ROOT, SCRIPTS[name])] : inContainer(container);
  const child: ChildProcess = spawn(process.execPath, program, {
    cwd: data,
    env: {
      PATH: process.env.PATH ?? '',
      DISCORD_TOKEN: 'YmVuY2g.bench.bench',
      DISCORD_API_URL: discord.apiUrl,
      DATA_DIR: data,
      HTTP_PORT: '0',
      LOG_LEVEL: 'info',
      MONTHLY_CREDITS: '1000000',
      ...(container === null
        ? {}
        : { ...ALLOCATOR, NODE_COMPILE_CACHE: join(container, '.cache') }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('the bot has no output');
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    lines.on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve();
    });
  });
  const kill = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    memoryMib: () => sumOfTree(child.pid, memoryMib),
    processorMs: () => processorMsOf(child.pid),
    kill,
    close: async () => {
      await kill();
      if (folder === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Processor time of a process and of those that it started, until now, in ms. */
export const processorMsOf = (pid: number | undefined): number => sumOfTree(pid, processorMs);

/** Over a process and those that it started; what has just ended counts as nothing. */
function sumOfTree(pid: number | undefined, measure: (pid: number) => number): number {
  if (pid === undefined) return 0;
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const others = children.filter((one) => one !== '').map(Number);
    return others.reduce((sum, one) => sum + sumOfTree(one, measure), measure(pid));
  } catch {
    // Gone between being listed and being read.
    return 0;
  }
}

function memoryMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Its own time and that of those it started and that have ended. */
function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return stat.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * MS_PER_TICK;
}

/** A fresh folder in `BENCH_DIR`, or in the system's temporary one. */
export const benchFolder = (): string =>
  mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'fourfold-bench-'));

/** As the Dockerfile starts it. */
const inContainer = (bundle: string): readonly string[] => [
  ...START_OPTIONS,
  join(bundle, 'src', 'main.js'),
];

let bundle: string | null = null;

/** The bot as the container has it, written once for all that a bench starts. */
export function bundledBot(): string {
  if (bundle !== null) return bundle;
  const folder = benchFolder();
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'bundle.ts'), folder]);
  process.once('exit', () => rmSync(folder, { recursive: true }));
  bundle = folder;
  return folder;
}
