/** `npm run sim -- --runs N [--from SEED]` or `--seed SEED`: the long form of the simulation. */
import { parseArgs } from 'node:util';
import { runOf } from '#test/simulation/runs.ts';
import { simulate } from '#test/simulation/simulate.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } },
});
const first = Number(values.seed ?? values.from ?? 0);
const runs = values.seed === undefined ? Number(values.runs ?? 1000) : 1;
const startedAtMs = Date.now();
let failed = 0;
for (let seed = first; seed < first + runs; seed++) {
  const run = runOf(seed);
  const { findings, path } = await simulate(run);
  if (findings.length === 0) continue;
  failed++;
  process.stdout.write(`seed ${seed} (${run.title}):\n  ${findings.join('\n  ')}\n`);
  if (values.seed !== undefined) process.stdout.write(`${path.join('\n')}\n`);
}
const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
process.stdout.write(`${runs} runs, ${failed} failed, ${seconds} s\n`);
process.exitCode = failed === 0 ? 0 : 1;
