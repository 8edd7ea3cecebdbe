/**
 * Registers the commands for every server and in every language when Discord's list differs from ours.
 * Discord itself is asked, because what was sent once says nothing about what is there now: commands are
 * deleted by hand, applications are exchanged, and the playground may start over.
 */
import { isDeepStrictEqual } from 'node:util';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Log } from '#ports/log.ts';
import type { Command } from './command.ts';
import { localizeCommand } from './localize-command.ts';

/** What became of a registration. */
export type Registration = 'unchanged' | 'registered' | 'failed';

/** Nobody waits for the answer in vain: an interaction can already arrive. */
const TIMEOUT_MS = 10_000;

/** What Discord adds to a command, or keeps only for clients of an older version. */
const ADDED_BY_DISCORD = new Set([
  'id',
  'application_id',
  'guild_id',
  'version',
  'dm_permission',
  'default_permission',
  'description_localized',
  'name_localized',
]);
/** Lists whose order says nothing. */
const SETS = new Set(['contexts', 'integration_types', 'channel_types', 'file_types']);
/** `integration_types` where a command names none: servers only (docs.discord.com, Application Commands). */
const DEFAULT_INTEGRATION_TYPES = [0];

const commandListSchema = z.array(z.record(z.string(), z.unknown()));

/** Compares with what Discord has, and replaces that where it differs. Never throws for an answer of Discord. */
export async function registerCommands(edge: {
  readonly rest: DiscordRest;
  readonly applicationId: string;
  readonly commands: ReadonlyMap<string, Command>;
  readonly log: Log;
}): Promise<Registration> {
  const definitions = [...edge.commands.values()].map(({ data }) => localizeCommand(data));
  const route = Routes.applicationCommands(edge.applicationId);
  const known = await edge.rest.ask({
    method: 'get',
    route,
    as: 'bot',
    query: new URLSearchParams({ with_localizations: 'true' }),
    timeoutMs: TIMEOUT_MS,
    reads: commandListSchema,
  });
  if (known.kind === 'ok' && hasSameCommands(known.value, definitions)) return 'unchanged';
  // Without an answer they are sent as well: replacing commands by their equals changes nothing.
  const reply = await edge.rest.ask({
    method: 'put',
    route,
    as: 'bot',
    body: definitions,
    timeoutMs: TIMEOUT_MS,
    reads: z.unknown(),
  });
  if (reply.kind === 'failed') {
    // Not worth refusing to start: commands registered before keep working.
    edge.log.error({ detail: reply.failure.detail }, 'commands could not be registered');
    return 'failed';
  }
  edge.log.info({ commands: definitions.map(({ name }) => name) }, 'commands registered');
  return 'registered';
}

/** Whether both lists define the same commands, in any order and whether or not defaults are written out. */
export function hasSameCommands(one: readonly object[], other: readonly object[]): boolean {
  return isDeepStrictEqual(byName(one), byName(other));
}

function byName(commands: readonly object[]): ReadonlyMap<string, unknown> {
  return new Map(
    commands.map((command) => {
      const shown = z.object({ name: z.string(), type: z.number().default(1) }).parse(command);
      return [`${shown.type} ${shown.name}`, withoutDefaults({ type: 1, ...command })];
    }),
  );
}

/** The value without what means the same when absent: null, false, empty lists and objects. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, inner]): readonly [string, unknown][] => {
    if (ADDED_BY_DISCORD.has(key)) return [];
    const plain = withoutDefaults(SETS.has(key) && Array.isArray(inner) ? inner.toSorted() : inner);
    if (plain === null || plain === undefined || plain === false || plain === '') return [];
    if (typeof plain === 'object' && Object.keys(plain).length === 0) return [];
    if (key === 'integration_types' && isDeepStrictEqual(plain, DEFAULT_INTEGRATION_TYPES)) {
      return [];
    }
    return [[key, plain]];
  });
  return Object.fromEntries(kept);
}
