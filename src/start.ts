/**
 * Starts the bot: reads the environment, exits with code 2 if it is invalid, starts the playground if there is no
 * Discord token, and shuts down on a signal.
 */
import { type Config, readEnvironment } from '#config/config.ts';
import type { ConfigProblem } from '#config/config-problems.ts';
import { secretsOf } from '#config/secrets-of.ts';
import { loadCommands } from '#discord/commands/load-commands.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { uptimeMs } from '#system/clock.ts';
import { createEnding, END_SIGNALS } from '#system/ending.ts';
import { createLog, createScrubber } from '#system/log.ts';
import { makeFilesPrivate } from '#system/private-files.ts';
import { logUncaught } from '#system/process-errors.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { runBot } from './compose.ts';

/** The exit code for an invalid environment. */
const EXIT_ENVIRONMENT = 2;
const EXIT_FAILURE = 1;

makeFilesPrivate();
const ending = createEnding({ exit: (code) => process.exit(code), uptimeMs });
// As early as possible: the kernel drops signals to a container's first process that have no handler.
for (const signal of END_SIGNALS) process.on(signal, ending.signal);
const definitions = await loadVendors();
const outcome = readEnvironment(process.env, definitions);
if (outcome.kind === 'problems') {
  process.stderr.write(explain(outcome.problems));
  process.exit(EXIT_ENVIRONMENT);
}
if (process.argv.includes('--check')) {
  await loadCommands(new URL('../commands/', import.meta.url));
  process.stdout.write('The environment, the vendors and the commands are in order.\n');
  process.exit(0);
}
await start(outcome.config);

function explain(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ variable, problem }) => `  ${variable} ${problem}\n`);
  return `The environment is invalid:\n${lines.join('')}See .env.example for what each variable means.\n`;
}

async function start(config: Config): Promise<void> {
  const stage = config.discordToken === null ? await openPlayground(config) : null;
  const token = stage?.token ?? config.discordToken ?? '';
  const told = stage?.config ?? config;
  const secrets = [token, ...secretsOf(told)];
  const log = createLog({
    level: stage !== null && told.logLevelIsDefault ? 'warn' : told.logLevel,
    secrets,
    sink: process.stdout,
  });
  logUncaught(log);
  try {
    const bot = await runBot(told, token, log);
    ending.opened(async () => {
      await bot.close();
      await stage?.close();
    });
    if (stage !== null) {
      await stage.ready(bot.webUrl);
      process.stdout.write(stage.greeting);
    }
    log.info({ web: bot.webUrl, metrics: bot.metricsUrl }, 'ready');
  } catch (error) {
    log.error({ error }, 'could not start');
    endUnstarted(createScrubber(secrets)(reasonOf(error)));
  }
}

function endUnstarted(reason: string): never {
  process.stderr.write(`Fourfold could not start: ${reason}\n`);
  process.exit(EXIT_FAILURE);
}

/**
 * The local Discord, with the configuration that replaces the real one. Exits if its folder cannot be written, with the
 * same error as for the bot's own.
 */
async function openPlayground(config: Config) {
  const { openStage } = await import('./open-stage.ts');
  const { explainedError } = await import('#store/sqlite/explained-error.ts');
  try {
    return await openStage(config, definitions);
  } catch (error) {
    return endUnstarted(reasonOf(explainedError(config.dataDir, error)));
  }
}
