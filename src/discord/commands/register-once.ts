/**
 * Of several processes with the same commands one registers them. A process of another version has other commands, and
 * registers those; so does the next one when the first has ended.
 */
import { createHash } from 'node:crypto';
import type { Presence } from '#ports/presence.ts';
import { localizeCommand } from './localize-command.ts';
import { type Registration, registerCommands } from './register.ts';

/** Registers the commands, where no living process has done so; never throws for an answer of Discord. */
export async function registerOnce(
  edge: Parameters<typeof registerCommands>[0] & { readonly presence: Pick<Presence, 'takeChore'> },
): Promise<Registration | 'by-another'> {
  const definitions = [...edge.commands.values()].map(({ data }) => localizeCommand(data));
  const hash = createHash('sha256').update(JSON.stringify(definitions)).digest('base64url');
  return (await edge.presence.takeChore(`commands:${hash}`))
    ? registerCommands(edge)
    : 'by-another';
}
