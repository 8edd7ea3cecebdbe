/**
 * Registers the commands in every language if Discord's list differs. Discord's list is read first, since it may have
 * changed: commands are deleted by hand, applications are replaced, and the playground may restart.
 */
import { isDeepStrictEqual } from 'node:util';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Log } from '#ports/log.ts';
import type { Command } from './command.ts';
import { localizeCommand } from './localize-command.ts';

/** The outcome of a registration. */
export type Registration = 'unchanged' | 'registered' | 'failed';

/** Interactions may already arrive meanwhile. */
const TIMEOUT_MS = 10_000;

/** Fields that Discord adds or keeps for old clients. */
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
/** Lists without a meaningful order. */
const SETS = new Set(['contexts', 'integration_types', 'channel_types', 'file_types']);
/** The default `integration_types`: servers only (docs.discord.com, Application Commands). */
const DEFAULT_INTEGRATION_TYPES = [0];

const commandListSchema = z.array(z.record(z.string(), z.unknown()));

/** Replaces Discord's list if it differs. Discord's failures never throw. */
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
  // Also sent without an answer: replacing equal commands changes nothing.
  const reply = await edge.rest.ask({
    method: 'put',
    route,
    as: 'bot',
    body: definitions,
    timeoutMs: TIMEOUT_MS,
    reads: z.unknown(),
  });
  if (reply.kind === 'failed') {
    // The start continues: registered commands keep working.
    edge.log.error({ detail: reply.failure.detail }, 'commands could not be registered');
    return 'failed';
  }
  edge.log.info({ commands: definitions.map(({ name }) => name) }, 'commands registered');
  return 'registered';
}

/** Whether both lists define the same commands, in any order and with or without defaults. */
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

/** Removes values that equal absence: null, false, empty lists and objects. */
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
