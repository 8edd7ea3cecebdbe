import type { GuildId } from '#domain/ids.ts';
import { displayPrompt } from './display-prompt.ts';

const NAME_CHARACTERS_MAX = 60;

/**
 * A server as operators read it: `Harbour Lights (130000000000000001)`, or its id alone where no name is known. A
 * stranger chose the name: it is disarmed.
 */
export function serverLabel(id: GuildId, name: string | undefined): string {
  return name === undefined ? id : `${displayPrompt(name, NAME_CHARACTERS_MAX)} (${id})`;
}
