import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { GuildId } from '#domain/ids.ts';
import { displayPrompt } from './display-prompt.ts';

const NAME_CHARACTERS_MAX = 60;

/**
 * A server for operators: `Harbour Lights (130000000000000001)`, or only its id if the name is unknown. The name is
 * escaped, since strangers choose it.
 */
export function serverLabel(id: GuildId, name: string | undefined): string {
  return name === undefined ? id : `${displayPrompt(name, NAME_CHARACTERS_MAX)} (${id})`;
}

/** The server's label, with its name read from Discord. */
export const readServerLabel = async (
  names: Pick<GuildNames, 'read'>,
  id: GuildId,
): Promise<string> => serverLabel(id, (await names.read([id])).get(id));
