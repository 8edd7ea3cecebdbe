/**
 * `npm run doctor [-- --json]`: looks at everything that the bot needs and says what to do about what is wrong. It ends with
 * 0, with 1 where something does not work, or with 2 where the environment is invalid. It runs beside the bot.
 */
import { parseArgs } from 'node:util';
import { readEnvironment } from '#config/config.ts';
import { secretsOf } from '#config/secrets-of.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { examine } from '#operations/doctor/examine.ts';
import { type Finding, problem } from '#operations/doctor/finding.ts';
import { systemClock } from '#system/clock.ts';
import { createLog, createScrubber } from '#system/log.ts';
import { makeFilesPrivate } from '#system/private-files.ts';
import { systemRandom } from '#system/random.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

const EXIT_PROBLEM = 1;
const EXIT_ENVIRONMENT = 2;

makeFilesPrivate();
const isJson = readOptions();
const outcome = readEnvironment(process.env, await loadVendors());
if (outcome.kind === 'problems') {
  const findings = outcome.problems.map(({ variable, problem: what }) =>
    problem(`setting.${variable}`, `${variable} ${what}`, 'See .env.example for what it means.'),
  );
  report(findings, (text) => text);
  process.exitCode = EXIT_ENVIRONMENT;
} else {
  const { config } = outcome;
  const findings = await examine({
    config,
    clock: systemClock,
    chance: systemRandom.unit,
    log: createLog({ level: 'silent', secrets: secretsOf(config), sink: process.stderr }),
  });
  report(findings, createScrubber(secretsOf(config)));
  process.exitCode = findings.some(({ state }) => state === 'problem') ? EXIT_PROBLEM : 0;
}

function readOptions(): boolean {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\nUsage: npm run doctor [-- --json]\n`);
    process.exit(EXIT_ENVIRONMENT);
  }
}

function report(findings: readonly Finding[], hide: (text: string) => string): void {
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const warnings = findings.filter(({ state }) => state === 'warning').length;
  if (isJson) {
    process.stdout.write(hide(`${JSON.stringify({ problems, warnings, findings }, null, 2)}\n`));
    return;
  }
  for (const { check, state, found, remedy } of findings) {
    process.stdout.write(hide(`${state.padEnd(8)} ${check}: ${found}\n`));
    if (remedy !== null) process.stdout.write(hide(`${' '.repeat(9)}-> ${remedy}\n`));
  }
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? '' : 's'}`;
  process.stdout.write(`${count(problems, 'problem')}, ${count(warnings, 'warning')}\n`);
}
