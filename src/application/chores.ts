import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';

/**
 * Work that one process does for all: a chore runs only in the process that has taken it. Other processes lose nothing:
 * the work is in the database, and the process with the chore checks every few seconds.
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
