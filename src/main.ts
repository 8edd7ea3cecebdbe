/**
 * The entry point. Some of Node's settings are only read at process start, so it first re-executes itself with them;
 * then it starts the bot, with the compile cache of the last start.
 */
import { restartWithSettings } from './system/process-settings.ts';

restartWithSettings();
await import('./start.ts');
