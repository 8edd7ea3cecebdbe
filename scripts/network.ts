/**
 * `npm run network -- [--seconds 3] [--vendor NAME] [--pace MS] [--seed S] [--from N] [--pairs M]`: load while two
 * faults at a time affect gateway, REST and vendor, in all pairs; then verified from outside. Exits with 1 if a
 * guarantee was violated, and prints how to repeat it.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PAIRS } from '#test/campaign/conditions.ts';
import { runNetworkPairs } from '#test/campaign/network-run.ts';
import { bundleBot } from '#test/fixtures/bundled-bot.ts';

/** The printed part of a long list; the rest is in the file. */
const SHOWN_MAX = 20;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    vendor: { type: 'string', default: 'apiframe' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    pace: { type: 'string', default: '1500' },
    pairs: { type: 'string', default: String(PAIRS.length) },
  },
});
const { vendor } = values;
const seed = Number(values.seed);
const from = Number(values.from);
const pairs = PAIRS.slice(from, from + Number(values.pairs));
bundleBot();
const run = await runNetworkPairs({
  vendor,
  seed,
  pairs,
  eachMs: Number(values.seconds) * 1_000,
  paceMs: Number(values.pace),
  // Progress goes to stderr; only the verdict is the output.
  onProgress: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
});
const { acts, failedActs, jobs, delivered, refunded } = run.figures;
const refused = run.evidence.refusals.filter(({ status }) => [401, 403, 429].includes(status));
process.stdout.write(
  `${vendor}: ${run.pairs} of ${PAIRS.length} pairs, ${acts} acts (${failedActs} failed), ${jobs} jobs, ` +
    `${delivered} results, ${refunded} refunded, ${refused.length} refused requests, ` +
    `${run.violations.length} violations\n`,
);
if (run.violations.length > 0) {
  const file = join(tmpdir(), `network-${vendor}-${seed}.json`);
  writeFileSync(file, JSON.stringify(run.evidence, null, 1));
  const again = `--vendor ${vendor} --seed ${seed} --from ${from} --pairs ${pairs.length}`;
  process.stdout.write(
    `  ${run.violations.slice(0, SHOWN_MAX).join('\n  ')}\n  evidence: ${file}\n`,
  );
  process.stdout.write(`  repeat: npm run network -- ${again}\n`);
}
process.exitCode = run.violations.length === 0 ? 0 : 1;
