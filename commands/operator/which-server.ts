/**
 * Resolves an operator's server: suggested by name while typing, and looked up before any change. Ids can differ in one
 * digit, and credits booked to a nonexistent server would be lost.
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

/** Discord's limit of a suggestion's name, which ends with the id here. */
const NAME_CHARACTERS_MAX = 100 - ' (00000000000000000000)'.length;

/** Suggestions must arrive within three seconds; a slower list is ready for the next keystroke. */
const SUGGESTIONS_WITHIN_MS = 2_000;

/** A server that the bot is in or was used in; or the reason for refusing, as text. */
export type WhichServer =
  | {
      readonly kind: 'server';
      readonly id: GuildId;
      readonly name: string | undefined;
      /** Name and id, for display. */
      readonly label: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

/** The server's id, typed or chosen; null if invalid. */
export function serverId(given: unknown): GuildId | null {
  const text = String(given ?? '').trim();
  return ID.test(text) ? guildId(text) : null;
}

/** Finds the server by its id. A server that removed the bot is known by its bookings. */
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

/** Servers of the bot whose name or id contains the input; empty for anyone but operators. */
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
    .map(([id, name]) => ({ name: `${cutText(name, NAME_CHARACTERS_MAX)} (${id})`, value: id }));
}
