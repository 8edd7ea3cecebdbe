import { createHash } from 'node:crypto';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Log } from '#ports/log.ts';
import type { Command } from './command.ts';
import { localizeCommand } from './localize-command.ts';

const FACT = 'discord-commands';

/**
 * Registers the commands with Discord, for every server and in every language, when they differ
 * from what was registered last: creating commands is limited to 200 a day. Returns whether they were.
 */
export async function registerCommands(edge: {
  readonly rest: DiscordRest;
  readonly applicationId: string;
  readonly commands: ReadonlyMap<string, Command>;
  readonly readFact: (key: string) => Promise<string | null>;
  readonly saveFact: (key: string, value: string) => Promise<void>;
  readonly log: Log;
}): Promise<boolean> {
  const definitions = [...edge.commands.values()]
    .map(({ data }) => localizeCommand(data))
    .sort((one, other) => one.name.localeCompare(other.name));
  const wanted = createHash('sha256')
    .update(JSON.stringify([edge.applicationId, definitions]))
    .digest('hex');
  if ((await edge.readFact(FACT)) === wanted) return false;
  const reply = await edge.rest.ask({
    method: 'put',
    route: Routes.applicationCommands(edge.applicationId),
    as: 'bot',
    body: definitions,
    reads: z.unknown(),
  });
  if (reply.kind === 'failed') {
    // Not worth refusing to start: commands registered before keep working.
    edge.log.error({ detail: reply.failure.detail }, 'commands could not be registered');
    return false;
  }
  await edge.saveFact(FACT, wanted);
  edge.log.info({ commands: definitions.map(({ name }) => name) }, 'commands registered');
  return true;
}
