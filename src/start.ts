/**
 * Starts the bot: reads the environment, exits with code 2 if it is invalid, starts the playground if there is no
 * Discord token, and shuts down on a signal.
 */
import { existsSync, readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { parseEnv } from 'node:util';
import { type Config, readConfig } from '#config/config.ts';
import type { ConfigProblem } from '#config/config-problems.ts';
import { loadCommands } from '#discord/commands/load-commands.ts';
import { createLog } from '#system/log.ts';
import { makeFilesPrivate } from '#system/private-files.ts';
import { logUncaught } from '#system/process-errors.ts';
import { giveBackMemory } from '#system/process-settings.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { runBot } from './compose.ts';

/** The exit code for an invalid environment. */
const EXIT_ENVIRONMENT = 2;
const EXIT_FAILURE = 1;

makeFilesPrivate();
const fileNames = existsSync('.env') ? Object.keys(parseEnv(readFileSync('.env', 'utf8'))) : [];
// The environment takes precedence over the file.
if (fileNames.length > 0) process.loadEnvFile('.env');
const definitions = await loadVendors();
const outcome = readConfig(process.env, definitions, fileNames);
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
  return `The environment is not in order:\n${lines.join('')}See .env.example for what each variable means.\n`;
}

async function start(config: Config): Promise<void> {
  const stage = config.discordToken === null ? await openPlayground(config) : null;
  const token = stage?.token ?? config.discordToken ?? '';
  const told = stage?.config ?? config;
  const log = createLog({
    level: stage !== null && told.logLevelIsDefault ? 'warn' : told.logLevel,
    secrets: [
      token,
      ...(told.metricsToken === null ? [] : [told.metricsToken]),
      ...(told.alertWebhookUrl === null ? [] : [told.alertWebhookUrl]),
      ...told.vendors.flatMap(({ secrets }) => secrets),
      ...(told.archiveBucket === null ? [] : [told.archiveBucket.secretAccessKey]),
      ...passwordOf(told.postgresUrl),
    ],
    sink: process.stdout,
  });
  logUncaught(log);
  try {
    const bot = await runBot(told, token, log);
    if (stage !== null) {
      await stage.ready(bot.webUrl);
      process.stdout.write(stage.greeting);
    }
    const end = endOnce(async () => {
      await bot.close();
      await stage?.close();
    });
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
    log.info({ web: bot.webUrl, metrics: bot.metricsUrl }, 'ready');
    // Now, because a killed process would write nothing.
    flushCompileCache();
    giveBackMemory();
  } catch (error) {
    log.error({ error }, 'could not start');
    endUnstarted(error);
  }
}

function endUnstarted(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Fourfold could not start: ${reason}\n`);
  process.exit(EXIT_FAILURE);
}

/** The password of a database URL, encoded and decoded. */
function passwordOf(postgresUrl: string | null): readonly string[] {
  const password = postgresUrl === null ? '' : new URL(postgresUrl).password;
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

/** A second signal ends the process at once. */
function endOnce(close: () => Promise<void>): () => void {
  let ending = false;
  return () => {
    if (ending) process.exit(EXIT_FAILURE);
    ending = true;
    close().then(
      () => process.exit(0),
      () => process.exit(EXIT_FAILURE),
    );
  };
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
    return endUnstarted(explainedError(config.dataDir, error));
  }
}
