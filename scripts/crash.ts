/**
 * `npm run crash -- --runs N [--kills 25] [--seed S] [--vendor NAME] [--minutes M] [--step TEXT] [--steps]`: the real
 * bot on the playground with each emulated vendor in turn, killed repeatedly at every step and at random instants; then
 * verified from outside. `--step` selects steps by text, `--steps` lists all that were seen. Exits with 1 if a
 * guarantee was violated, and prints the seed that repeats it.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCrashes } from '#test/campaign/crash-run.ts';
import { createKillPlan } from '#test/campaign/kill-plan.ts';
import { bundleBot } from '#test/fixtures/bundled-bot.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';
import { seeded } from '#test/simulation/seeded.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    kills: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    vendor: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    step: { type: 'string', default: '' },
    steps: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const until = Date.now() + Number(values.minutes) * 60_000;
const vendors = ['studio', ...(await worldVendors()).map(({ definition }) => definition.name)];
const plan = createKillPlan(seeded(first), values.step);
const say = (text: string) => process.stdout.write(`${text}\n`);

say('vendor      seed kills at-step acts failed jobs shown refunded vendor-jobs violations');
let violations = 0;
bundleBot();
for (let seed = first; seed < first + Number(values.runs) && Date.now() < until; seed++) {
  const vendor = values.vendor ?? vendors[seed % vendors.length] ?? 'studio';
  const run = await runCrashes({ vendor, seed, kills: Number(values.kills), plan, until });
  const { figures } = run;
  const columns = [seed, run.kills, run.stepKills, figures.acts, figures.failedActs, figures.jobs];
  const more = [figures.delivered, figures.refunded, figures.vendorJobs, run.violations.length];
  say(`${vendor.padEnd(11)} ${[...columns, ...more].join(' ')}`);
  violations += run.violations.length;
  if (run.violations.length === 0) continue;
  say(run.violations.map((each) => `  ${each}`).join('\n'));
  const file = join(tmpdir(), `crash-${seed}.json`);
  writeFileSync(file, JSON.stringify(run.evidence, null, 1));
  say(`  evidence: ${file}`);
  say(`  repeat: npm run crash -- --runs 1 --seed ${seed} --vendor ${vendor} --kills ${run.kills}`);
}
const steps = plan.steps();
const hit = [...steps.values()].filter((times) => times > 0).length;
say(`${hit} of ${steps.size} steps were killed at`);
if (values.steps)
  say(
    [...steps]
      .map(([name, times]) => `${times}\t${name}`)
      .toSorted()
      .join('\n'),
  );
process.exitCode = violations === 0 ? 0 : 1;
