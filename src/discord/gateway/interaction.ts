import type { ChannelAge } from '#domain/channel-age.ts';
import type { ChannelId, GuildId, MessageId, RoleId, UserId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { InlineReply } from '#ports/inline-reply.ts';

/** Whether a result can be posted in a place, beyond the permissions that Discord states. */
export type PostingState =
  | { readonly kind: 'open' }
  | { readonly kind: 'bot-missing' }
  /** A private thread that the bot was not added to. */
  | { readonly kind: 'outside-thread'; readonly botUserId: string }
  | { readonly kind: 'refused'; readonly untilMs: number };

/** The facts of every interaction: where it came from and how to answer it. */
export type InteractionFacts = {
  readonly id: string;
  /** Answers the interaction; expires 15 minutes after `atMs`. Never logged. */
  readonly token: string;
  readonly applicationId: string;
  /** Discord's own time of the interaction. */
  readonly atMs: number;
  /** When this process got it: the 3 seconds for the answer are counted from here. */
  readonly receivedAtMs: number;
  /** Null in direct messages. */
  readonly guildId: GuildId | null;
  readonly channelId: ChannelId;
  readonly inThread: boolean;
  /** In the chat of a voice or stage channel. */
  readonly inVoice: boolean;
  /** Only the members of a private thread see what is posted in it. */
  readonly inPrivateThread: boolean;
  /** Whether the channel is age-restricted; for a thread this is looked up before handling. */
  readonly age: ChannelAge;
  /** Installed by the server, and not only by the person. */
  readonly isGuildInstall: boolean;
  /** Whether posting there works; looked up before handling. */
  readonly posting: PostingState;
  /** The channel that a thread is in; null outside of threads. */
  readonly parentChannelId: ChannelId | null;
  readonly user: { readonly id: UserId; readonly name: string };
  readonly locale: string;
  /** The server's language; null outside servers. */
  readonly serverLocale: string | null;
  /** The translator of that locale. */
  readonly translator: Translator;
  /** The bot's permissions in that channel, as Discord's bits. */
  readonly appPermissions: bigint;
  /** The member's roles in the server and permissions in that channel; none elsewhere. */
  readonly roleIds: readonly RoleId[];
  readonly memberPermissions: bigint;
  readonly attachmentBytesMax: number;
  /** The HTTP response that Discord waits for; null for gateway interactions. */
  readonly inline: InlineReply | null;
};

/** A file that a person sent with a command. Its link expires. */
export type SentFile = {
  readonly url: string;
  readonly fileName: string;
  /** Discord's guess; the bytes are checked when read. */
  readonly mediaType: string | null;
  readonly bytes: number;
};

/** The parts of a context command's message that identify its job. */
export type TargetMessage = {
  readonly id: MessageId;
  readonly authorId: string;
  /** The interaction that the message answers; null for any other message. */
  readonly interactionId: string | null;
  readonly customIds: readonly string[];
  readonly fileNames: readonly string[];
};

/** The target of a context command. */
export type CommandTarget =
  | { readonly kind: 'message'; readonly message: TargetMessage }
  | { readonly kind: 'user'; readonly user: { readonly id: UserId; readonly name: string } };

/** A slash command or a context menu command, with its options by name. */
export type CommandInteraction = InteractionFacts & {
  readonly kind: 'command';
  readonly name: string;
  /** Discord's id of the command, the key of a server's permissions for it. */
  readonly commandId: string;
  /** The words after the name, as `option set`; null for a command without subcommands. */
  readonly subcommand: string | null;
  readonly options: ReadonlyMap<string, string | number | boolean>;
  /** Files by the option they were given for. */
  readonly files: ReadonlyMap<string, SentFile>;
  /** Null for slash commands. */
  readonly target: CommandTarget | null;
};

/** An option with autocomplete is being typed. */
export type AutocompleteInteraction = InteractionFacts & {
  readonly kind: 'autocomplete';
  readonly name: string;
  readonly subcommand: string | null;
  readonly option: string;
  /** The text so far; unchecked. */
  readonly typed: string;
};

/** A button or select that was used on a message. */
export type ComponentInteraction = InteractionFacts & {
  readonly kind: 'component';
  readonly customId: string;
  /** The chosen values of a select. */
  readonly values: readonly string[];
  /** The message whose component was used. */
  readonly messageId: MessageId;
  /** All custom ids of that message; null if Discord does not include it. */
  readonly offered: readonly string[] | null;
};

/** A modal that was submitted. One that is closed instead sends nothing. */
export type ModalInteraction = InteractionFacts & {
  readonly kind: 'modal';
  readonly customId: string;
  /** The values of its text fields by custom id. */
  readonly fields: ReadonlyMap<string, string>;
  /** The message whose component opened the modal; null where a command did. */
  readonly messageId: MessageId | null;
  /** All custom ids of that message; null if Discord does not include it, for example when it was deleted. */
  readonly offered: readonly string[] | null;
};

/** An unknown kind of interaction, which is still answered. */
export type OtherInteraction = InteractionFacts & { readonly kind: 'other' };

/** Every interaction, discriminated by `kind`. */
export type Interaction =
  | CommandInteraction
  | AutocompleteInteraction
  | ComponentInteraction
  | ModalInteraction
  | OtherInteraction;
