import type { Application } from '#application/application.ts';
import type { Command } from './command.ts';

/** The commands that some configured vendor can serve, and those that need none. */
export function servableCommands(
  commands: ReadonlyMap<string, Command>,
  application: Pick<Application, 'actions'>,
): ReadonlyMap<string, Command> {
  const actions = application.actions();
  return new Map(
    [...commands].filter(([, { needs }]) => needs === undefined || actions.includes(needs)),
  );
}
