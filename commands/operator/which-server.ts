/**
 * Which server an operator means: suggested by name while it is typed, and looked up before anything is done to it.
 * Ids differ in one digit, and credits that went to a server that does not exist are never seen again.
 */
import type { CreditService } from '#application/accounts/credit-service.ts';
import { withinMs } from '#application/within-ms.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { AutocompleteInteraction } from '#discord/gateway/interaction.ts';
import type { Suggestion } from '#discord/replies/answers.ts';
import { serverLabel } from '#discord/screens/server-label.ts';
import { cutText } from '#domain/cut-text.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';

const ID = /^\d{15,20}$/;

/** Discord's limits of a suggestion's name, which ends with the id here, and of how many there are. */
const NAME_CHARACTERS_MAX = 100 - ' (00000000000000000000)'.length;
const SUGGESTIONS_MAX = 25;

/** Suggestions must be there within three seconds; a list that takes longer is there for the next letter. */
const SUGGESTIONS_WITHIN_MS = 2_000;

/** A server that the bot is in, or that used it before; or why nothing is done, in words. */
export type WhichServer =
  | {
      readonly kind: 'server';
      readonly id: GuildId;
      readonly name: string | undefined;
      /** Name and id, to be read. */
      readonly label: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

/** The server's id as it was typed or chosen; null for what is none. */
export function serverId(given: unknown): GuildId | null {
  const text = String(given ?? '').trim();
  return ID.test(text) ? guildId(text) : null;
}

/** Finds the server that was named by its id. One that took the bot out is known by what was booked for it. */
export async function whichServer(
  sources: { readonly service: Pick<CreditService, 'hasHistory'>; readonly names: GuildNames },
  { say }: Translator,
  given: unknown,
): Promise<WhichServer> {
  const { service, names } = sources;
  const id = serverId(given);
  if (id === null) return { kind: 'refused', why: say('operator.server-invalid') };
  const all = await names.all();
  // The list may be a minute old, and the server newer.
  const name = all?.get(id) ?? (await names.read([id])).get(id);
  if (name !== undefined || (await service.hasHistory(id))) {
    return { kind: 'server', id, name, label: serverLabel(id, name) };
  }
  const why =
    all === null
      ? say('operator.server-unchecked', { server: id })
      : say('operator.server-unknown', { server: id });
  return { kind: 'refused', why };
}

/** Servers that the bot is in whose name or id holds what is typed; nothing for who does not run the bot. */
export async function suggestServer(
  { user, typed }: Pick<AutocompleteInteraction, 'user' | 'typed'>,
  {
    application,
    guildNames,
    clock,
  }: Pick<InteractionContext, 'guildNames' | 'clock'> & {
    readonly application: {
      readonly credits: Pick<InteractionContext['application']['credits'], 'isOperator'>;
    };
  },
): Promise<readonly Suggestion[]> {
  if (!application.credits.isOperator(user.id)) return [];
  const servers =
    (await withinMs(clock, guildNames.all(), SUGGESTIONS_WITHIN_MS)) ?? new Map<GuildId, string>();
  const wanted = typed.trim().toLowerCase();
  return [...servers]
    .filter(([id, name]) => name.toLowerCase().includes(wanted) || id.includes(wanted))
    .toSorted(([, one], [, other]) => one.localeCompare(other))
    .slice(0, SUGGESTIONS_MAX)
    .map(([id, name]) => ({ name: `${cutText(name, NAME_CHARACTERS_MAX)} (${id})`, value: id }));
}
