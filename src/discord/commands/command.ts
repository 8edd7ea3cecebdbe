import type {
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import type { Application } from '#application/application.ts';
import type { DirectMessenger } from '#discord/delivery/direct-messenger.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { AutocompleteInteraction, CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Answers, Suggestion } from '#discord/replies/answers.ts';
import type { ActionName } from '#domain/action.ts';
import type { ChannelId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { ChannelAccess } from './channel-access.ts';
import type { OverrideReader } from './read-overrides.ts';

/** What commands and presses work with. */
export type InteractionContext = {
  readonly application: Application;
  readonly answers: Answers;
  readonly directMessenger: DirectMessenger;
  readonly guildNames: GuildNames;
  readonly overrides: OverrideReader;
  /** What the bot may do in a channel that somebody names. */
  readonly channelAccess: (channelId: ChannelId) => Promise<ChannelAccess>;
  /** All that are registered, by name. */
  readonly commands: ReadonlyMap<string, Command>;
  /** The bot's own account, which can differ from the application's id; null before the first connection. */
  readonly botUserId: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * A command that is typed, or used on a message or a person: what Discord registers, and what happens when it
 * is used. One file each in `commands/`, named like it in lower case with hyphens for blanks.
 */
export type Command = {
  readonly data:
    | RESTPostAPIChatInputApplicationCommandsJSONBody
    | RESTPostAPIContextMenuApplicationCommandsJSONBody;
  /** What a vendor must be able to do for the command to be registered; absent: nothing. */
  readonly needs?: ActionName;
  /** Answers the interaction, once. What it throws is answered and logged by the router. */
  run(interaction: CommandInteraction, context: InteractionContext): Promise<void>;
  /** Suggestions for the option being typed; at most 25 are shown. */
  suggest?(
    interaction: AutocompleteInteraction,
    context: InteractionContext,
  ): Promise<readonly Suggestion[]>;
};
