/**
 * `npm run chaos -- [--minutes 10] [--vendor NAME] [--seed S] [--pace MS]`: four real processes on one PostgreSQL and
 * one bucket are killed, stopped, cut off and given wrong clocks under load; then verified from outside. Exits with 1
 * if a guarantee was violated, and prints how to repeat it.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from '#test/campaign/chaos-run.ts';
import { bundleBot } from '#test/fixtures/bundled-bot.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    vendor: { type: 'string', default: 'apiframe' },
    seed: { type: 'string', default: '1' },
    pace: { type: 'string', default: '1500' },
  },
});
const { vendor } = values;
const seed = Number(values.seed);
bundleBot();
const run = await runChaos({
  vendor,
  seed,
  minutes: Number(values.minutes),
  paceMs: Number(values.pace),
  // Progress goes to stderr; only the verdict is the output.
  onProgress: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
});
const { acts, failedActs, jobs, delivered, refunded, vendorJobs } = run.figures;
const times = [...run.counts].map(([name, count]) => `${name}: ${count}`).join(', ');
process.stdout.write(
  `${vendor}, seed ${seed}, ${values.minutes} min (${times}): ${acts} acts (${failedActs} failed), ${jobs} jobs, ` +
    `${delivered} results, ${refunded} refunded, ${vendorJobs} at the vendor, ${run.violations.length} violations\n`,
);
if (run.violations.length > 0) {
  const file = join(tmpdir(), `chaos-${vendor}-${seed}.json`);
  writeFileSync(file, JSON.stringify(run.evidence, null, 1));
  process.stdout.write(`  ${run.violations.join('\n  ')}\n  evidence: ${file}\n`);
}
process.exitCode = run.violations.length === 0 ? 0 : 1;
