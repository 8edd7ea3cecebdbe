import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';

/**
 * Work that one process does for all of them: what is given runs only where this process has taken the chore. A process
 * that is not at it loses nothing: what there is to do is in the database, and the one that is looks every few seconds.
 */
export function createChores(presence: Pick<Presence, 'takeChore'>, log: Pick<Log, 'warn'>) {
  return (name: string, run: () => void) => (): void => {
    presence.takeChore(name).then(
      (isOurs) => {
        if (isOurs) run();
      },
      (error: unknown) => log.warn({ chore: name, error }, 'chore not claimed'),
    );
  };
}
