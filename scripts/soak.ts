/**
 * `npm run soak -- [--minutes 60] [--every 30] [--pace MS] [--vendor apiframe] [--seed 1]`: a steady mixed load with
 * faults; memory, handles, event loop, answers, database and archive as a table and a chart, and the findings of an
 * audit at the end. Exits with 1 if a guarantee was violated or memory or handles kept growing.
 */
import { parseArgs } from 'node:util';
import { growthOf, runSoak, type SoakLook } from '#test/campaign/soak-run.ts';
import { bundleBot } from '#test/fixtures/bundled-bot.ts';

/** A column's value of a sample, with its fraction digits. */
const COLUMNS: readonly (readonly [string, (look: SoakLook) => number, number])[] = [
  ['minutes', ({ atSeconds }) => atSeconds / 60, 1],
  ['memory MiB', ({ memoryMib }) => memoryMib, 0],
  ['handles', ({ handles }) => handles, 0],
  ['loop p99 ms', ({ loopP99Ms }) => loopP99Ms, 1],
  ['answers', ({ answers }) => answers, 0],
  ['answer p99 ms', ({ answerP99Ms }) => answerP99Ms, 0],
  ['database MiB', ({ databaseMib }) => databaseMib, 2],
  ['archive MiB', ({ archiveMib }) => archiveMib, 1],
];
/** Without growth, medians of a quarter of the run differ by less. */
const GROWTH_MAX = 1.15;
const CHART_POINTS = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    every: { type: 'string', default: '30' },
    pace: { type: 'string', default: '2500' },
    vendor: { type: 'string', default: 'apiframe' },
    seed: { type: 'string', default: '1' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`| ${COLUMNS.map(([title]) => title).join(' | ')} |`);
say(`| ${COLUMNS.map(([title]) => '-'.repeat(title.length)).join(' | ')} |`);
bundleBot();
const run = await runSoak({
  minutes: Number(values.minutes),
  everySeconds: Number(values.every),
  paceMs: Number(values.pace),
  vendor: values.vendor,
  seed: Number(values.seed),
  onLook: (look) => {
    const cells = COLUMNS.map(([title, show, digits]) =>
      show(look).toFixed(digits).padStart(title.length),
    );
    say(`| ${cells.join(' | ')} |`);
  },
});

const every = Math.max(1, Math.floor(run.looks.length / CHART_POINTS));
const points = run.looks.filter((_, place) => place % every === 0);
const round = (look: SoakLook) => Math.round(look.memoryMib);
say('\n```mermaid\nxychart-beta\n    title "Resident memory, MiB, over minutes"');
say(`    x-axis [${points.map(({ atSeconds }) => Math.round(atSeconds / 60)).join(', ')}]`);
say(`    line [${points.map(round).join(', ')}]\n\`\`\`\n`);

const { acts, failedActs, jobs, delivered, refunded } = run.figures;
say(
  `${acts} acts (${failedActs} failed), ${jobs} jobs, ${delivered} results, ${refunded} refunded, ` +
    `${run.violations.length} violations`,
);
for (const violation of run.violations) say(`  ${violation}`);
let isGrowing = false;
for (const [title, show, digits] of COLUMNS.slice(1)) {
  const { early, late } = growthOf(run.looks, show);
  say(
    `${title}: ${early.toFixed(digits)} in the second quarter, ${late.toFixed(digits)} in the last`,
  );
  if (/memory|handles/.test(title) && late > early * GROWTH_MAX) isGrowing = true;
}
process.exitCode = run.violations.length > 0 || isGrowing ? 1 : 0;
