/** What happens to errors that nobody caught. */
import type { Log } from '#ports/log.ts';

const EXIT_FAILURE = 1;

/**
 * Logs them. A promise that nobody waited for ends nothing: libraries leave some behind, as `fetch` does for a body that is
 * cancelled while it ends. After an exception the process ends, since what it holds can no longer be trusted; everything
 * that matters is on disk.
 */
export function logUncaught(log: Pick<Log, 'error'>): void {
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    log.error({ error }, 'uncaught exception');
    process.exit(EXIT_FAILURE);
  });
}
