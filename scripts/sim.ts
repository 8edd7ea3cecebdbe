/**
 * `npm run sim -- --runs N [--from SEED]` or `--seed SEED`: the long form of the simulation. `--servers N [--per-second
 * N] [--seconds N]`: that many servers in virtual time, whose fairness and queues are verified; its figures are
 * printed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { simulateCrowd } from '#test/simulation/crowd.ts';
import { runOf } from '#test/simulation/runs.ts';
import { simulate } from '#test/simulation/simulate.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    servers: { type: 'string' },
    'per-second': { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const startedAtMs = Date.now();
const took = () => `${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`;

/** Linux's in-memory file system, so that no disk is measured. */
const MEMORY = '/dev/shm';

async function runCrowd(servers: number): Promise<boolean> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'fourfold-crowd-'));
  try {
    const figures = await simulateCrowd({
      servers,
      perSecond: Number(values['per-second']),
      seconds: Number(values.seconds),
      seed: Number(values.seed ?? 0),
      file: join(folder, 'crowd.db'),
    });
    const { findings, waits, claimMs, ...counts } = figures;
    const at = (times: readonly number[], share: number) =>
      times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? Number.NaN;
    const spread = (times: readonly number[]) =>
      `p50 ${at(times, 0.5).toFixed(0)} ms, p99 ${at(times, 0.99).toFixed(0)} ms, most ${at(times, 1 - 1 / (times.length + 1)).toFixed(0)} ms`;
    for (const finding of findings) say(`  ${finding}`);
    say(
      `${servers} servers, ${values['per-second']} jobs a second for ${values.seconds} s of virtual time`,
    );
    say(
      Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    );
    say(`waits, servers that ask now and then: ${spread(waits.calm)}`);
    say(`waits, servers that flood: ${spread(waits.greedy)}`);
    say(`a claim in real time: ${spread(claimMs)}; ${findings.length} findings, ${took()}`);
    return findings.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runSeeds(): Promise<boolean> {
  const first = Number(values.seed ?? values.from ?? 0);
  const runs = values.seed === undefined ? Number(values.runs ?? 1000) : 1;
  let failed = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const run = runOf(seed);
    const { findings, path } = await simulate(run);
    if (findings.length === 0) continue;
    failed++;
    say(`seed ${seed} (${run.title}):\n  ${findings.join('\n  ')}`);
    if (values.seed !== undefined) say(path.join('\n'));
  }
  say(`${runs} runs, ${failed} failed, ${took()}`);
  return failed === 0;
}

const isClean = await (values.servers === undefined
  ? runSeeds()
  : runCrowd(Number(values.servers)));
process.exitCode = isClean ? 0 : 1;
