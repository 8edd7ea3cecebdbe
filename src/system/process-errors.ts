/** Handling of uncaught errors. */
import type { Log } from '#ports/log.ts';

const EXIT_FAILURE = 1;

/**
 * Logs them. An unhandled rejection does not end the process: libraries leave some behind, such as `fetch` for a body
 * that is cancelled while it ends. After an exception the process exits, since its memory can no longer be trusted;
 * everything important is on disk. A log that cannot be written, on a full disk or a terminal that is closing, stops nothing;
 * one without a reader (`| head`) ends the process.
 */
export function logUncaught(log: Pick<Log, 'error'>): void {
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
  process.stdout.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') throw error;
  });
  process.on('uncaughtException', (error) => {
    log.error({ error }, 'uncaught exception');
    process.exit(EXIT_FAILURE);
  });
}
