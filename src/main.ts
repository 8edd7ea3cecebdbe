/**
 * Where the process begins. Some of Node's settings are read once, when a process begins, so the first thing it does is
 * to become itself again with them; then it starts the bot, with the code that it compiled the last time.
 */
import { restartWithSettings } from './system/process-settings.ts';

restartWithSettings();
await import('./start.ts');
