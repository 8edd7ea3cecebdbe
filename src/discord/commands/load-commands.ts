import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Application } from '#application/application.ts';
import type { Command } from './command.ts';
import { commandSlug } from './localize-command.ts';

/** The extension of command files, which differs between sources and bundle. */
const ENDING = extname(import.meta.filename);

/**
 * Loads every command of a folder by name. A command is a file of its name, or a folder of that name with that file and
 * its other parts. Throws if a file or folder has no command of its name.
 */
export async function loadCommands(folder: URL): Promise<ReadonlyMap<string, Command>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(ENDING))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/${entry.name}${ENDING}` : entry.name))
    .sort();
  const commands = await Promise.all(files.map((file) => loadCommand(folder, file)));
  return new Map(commands.map((command) => [command.data.name, command]));
}

/** The commands whose needed action some vendor supports, and those that need none. */
export function servableCommands(
  commands: ReadonlyMap<string, Command>,
  application: Pick<Application, 'actions'>,
): ReadonlyMap<string, Command> {
  const actions = application.actions();
  return new Map(
    [...commands].filter(([, { needs }]) => needs === undefined || actions.includes(needs)),
  );
}

async function loadCommand(folder: URL, file: string): Promise<Command> {
  const module: unknown = await import(new URL(file, folder).href);
  const command =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : null;
  if (!isCommand(command)) throw new TypeError(`${file} has no command as its default export`);
  if (basename(file, ENDING) !== commandSlug(command.data.name)) {
    throw new TypeError(
      `${file} holds a command named ${command.data.name}: name the file like it`,
    );
  }
  return command;
}

function isCommand(value: unknown): value is Command {
  if (typeof value !== 'object' || value === null || !('data' in value) || !('run' in value)) {
    return false;
  }
  const { data, run } = value;
  return typeof run === 'function' && typeof data === 'object' && data !== null && 'name' in data;
}
