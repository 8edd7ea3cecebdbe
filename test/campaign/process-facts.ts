/** What a running bot uses, from outside: the kernel's figures of its process, its files, and its own metrics. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One look at a process. */
export type ProcessFacts = {
  readonly memoryMib: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
  /** The delay of its event loop that one of a hundred turns exceeds, in ms, since the last look. */
  readonly loopP99Ms: number;
};

/** Reads them; Linux only (proc(5)). */
export async function processFacts(bot: {
  readonly pid: number;
  readonly metricsUrl: () => string;
}): Promise<ProcessFacts> {
  const reply = await fetch(`${bot.metricsUrl()}/metrics`);
  const metrics = await reply.text();
  const lag = /^fourfold_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(metrics)?.[1];
  return {
    memoryMib: memoryMib(bot.pid),
    handles: readdirSync(`/proc/${bot.pid}/fd`).length,
    loopP99Ms: Number(lag ?? Number.NaN) * 1_000,
  };
}

/** Resident memory of a process, in MiB; Linux only. */
export function memoryMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Bytes of the files under a folder whose paths in it match, in MiB. */
export function filesMib(folder: string, path: RegExp): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.test(entry)) continue;
    // A file may go between the list and the look.
    bytes += statSync(join(folder, entry), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes / 1024 / 1024;
}
