/**
 * Starts the bot: reads the environment, exits with code 2 if it is invalid, starts the playground if there is no
 * Discord token, and shuts down on a signal.
 */
import { type Config, readEnvironment } from '#config/config.ts';
import type { ConfigProblem } from '#config/config-problems.ts';
import { secretsOf } from '#config/secrets-of.ts';
import { loadCommands } from '#discord/commands/load-commands.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { systemClock, uptimeMs } from '#system/clock.ts';
import { createEnding, END_SIGNALS, whenOrphaned } from '#system/ending.ts';
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
// Set by npm; a bot that is started otherwise may outlive who started it.
if (process.env.npm_lifecycle_event !== undefined)
  void whenOrphaned(() => process.ppid, systemClock, ending.signal);
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
  const playground = config.discordToken === null ? await playgroundFor(config) : null;
  const token = playground?.token ?? config.discordToken ?? '';
  const botConfig = playground?.config ?? config;
  const secrets = [token, ...secretsOf(botConfig)];
  const log = createLog({
    level: playground !== null && botConfig.logLevelIsDefault ? 'warn' : botConfig.logLevel,
    secrets,
    sink: process.stdout,
  });
  logUncaught(log);
  try {
    const bot = await runBot(botConfig, token, log);
    ending.opened(async () => {
      await bot.close();
      await playground?.close();
    });
    if (playground !== null) {
      await playground.ready(bot.webUrl);
      process.stdout.write(playground.startMessage);
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
async function playgroundFor(config: Config) {
  const { openPlayground } = await import('./open-playground.ts');
  const { explainedError } = await import('#store/sqlite/explained-error.ts');
  try {
    return await openPlayground(config, definitions);
  } catch (error) {
    return endUnstarted(reasonOf(explainedError(config.dataDir, error)));
  }
}
