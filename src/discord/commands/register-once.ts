/**
 * Registers the commands in only one of several processes. A process of another version has other commands, and
 * registers those; so does the next process when the first has ended.
 */
import { createHash } from 'node:crypto';
import type { Presence } from '#ports/presence.ts';
import { localizeCommand } from './localize-command.ts';
import { type Registration, registerCommands } from './register.ts';

/** Registers the commands unless another running process has; Discord's failures never throw. */
export async function registerOnce(
  edge: Parameters<typeof registerCommands>[0] & { readonly presence: Pick<Presence, 'takeChore'> },
): Promise<Registration | 'by-another'> {
  const definitions = [...edge.commands.values()].map(({ data }) => localizeCommand(data));
  const hash = createHash('sha256').update(JSON.stringify(definitions)).digest('base64url');
  return (await edge.presence.takeChore(`commands:${hash}`))
    ? registerCommands(edge)
    : 'by-another';
}
