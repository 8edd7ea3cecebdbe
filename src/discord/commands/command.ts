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

/** The dependencies of commands and presses. */
export type InteractionContext = {
  readonly application: Application;
  readonly answers: Answers;
  readonly directMessenger: DirectMessenger;
  readonly guildNames: GuildNames;
  readonly overrides: OverrideReader;
  /** The bot's access to a channel. */
  readonly channelAccess: (channelId: ChannelId) => Promise<ChannelAccess>;
  /** All registered commands by name. */
  readonly commands: ReadonlyMap<string, Command>;
  /** The bot's user id, which can differ from the application's id; null before the first connection. */
  readonly botUserId: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * A slash command or context menu command: its definition for Discord and its handler. One file each in `commands/`,
 * named like it in lower case with hyphens for spaces.
 */
export type Command = {
  readonly data:
    | RESTPostAPIChatInputApplicationCommandsJSONBody
    | RESTPostAPIContextMenuApplicationCommandsJSONBody;
  /** The action that some vendor must support for the command to be registered; absent: none. */
  readonly needs?: ActionName;
  /** Answers the interaction once. The router answers and logs thrown errors. */
  run(interaction: CommandInteraction, context: InteractionContext): Promise<void>;
  /** Autocomplete choices; at most 25 are shown. */
  suggest?(
    interaction: AutocompleteInteraction,
    context: InteractionContext,
  ): Promise<readonly Suggestion[]>;
};
