import type { ChannelAge } from '#domain/channel-age.ts';
import type { ChannelId, GuildId, MessageId, RoleId, UserId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { InlineReply } from '#ports/inline-reply.ts';

/** Whether a result could be posted in a place, beyond the permissions that Discord states. */
export type PostingState =
  | { readonly kind: 'open' }
  | { readonly kind: 'bot-missing' }
  /** A private thread that the bot was not added to. */
  | { readonly kind: 'outside-thread'; readonly botUserId: string }
  | { readonly kind: 'refused'; readonly untilMs: number };

/** What every interaction says about where it came from and how to answer it. */
export type InteractionFacts = {
  readonly id: string;
  /** Answers the interaction; dies 15 minutes after `atMs`. Never logged. */
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
  /** Whether Discord shows the channel to adults alone; a thread's channel is looked up before it is handled. */
  readonly age: ChannelAge;
  /** Installed by its server, and not by the person for themselves alone. */
  readonly isGuildInstall: boolean;
  /** What this process knows of posting there; found out before the interaction is handled. */
  readonly posting: PostingState;
  /** The channel that a thread is in; null outside of threads. */
  readonly parentChannelId: ChannelId | null;
  readonly user: { readonly id: UserId; readonly name: string };
  readonly locale: string;
  /** The server's language; null outside servers. */
  readonly serverLocale: string | null;
  /** The words of that locale. */
  readonly translator: Translator;
  /** What the bot may do in that channel, as Discord's bits. */
  readonly appPermissions: bigint;
  /** The member's roles in the server, and what they may do in that channel; none elsewhere. */
  readonly roleIds: readonly RoleId[];
  readonly memberPermissions: bigint;
  readonly attachmentBytesMax: number;
  /** The response that Discord waits for; null for what came through the gateway. */
  readonly inline: InlineReply | null;
};

/** A file that a person sent with a command. Its link works for a while only. */
export type SentFile = {
  readonly url: string;
  readonly fileName: string;
  /** As Discord guessed it; what the bytes are is found out by reading them. */
  readonly mediaType: string | null;
  readonly bytes: number;
};

/** A message that a command was used on, as far as it tells which job it shows. */
export type TargetMessage = {
  readonly id: MessageId;
  readonly authorId: string;
  /** The interaction that the message answers; null for any other message. */
  readonly interactionId: string | null;
  readonly customIds: readonly string[];
  readonly fileNames: readonly string[];
};

/** What a context command was used on. */
export type CommandTarget =
  | { readonly kind: 'message'; readonly message: TargetMessage }
  | { readonly kind: 'user'; readonly user: { readonly id: UserId; readonly name: string } };

/** A slash command or a context menu command, with its options by name. */
export type CommandInteraction = InteractionFacts & {
  readonly kind: 'command';
  readonly name: string;
  /** Discord's id of the command, which a server's settings for it are kept by. */
  readonly commandId: string;
  /** The words after the name, as `option set`; null for a command without subcommands. */
  readonly subcommand: string | null;
  readonly options: ReadonlyMap<string, string | number | boolean>;
  /** Files by the option they were given for. */
  readonly files: ReadonlyMap<string, SentFile>;
  /** Null for what was typed. */
  readonly target: CommandTarget | null;
};

/** Somebody is typing an option that offers suggestions. */
export type AutocompleteInteraction = InteractionFacts & {
  readonly kind: 'autocomplete';
  readonly name: string;
  readonly subcommand: string | null;
  readonly option: string;
  /** What is there so far; unchecked. */
  readonly typed: string;
};

/** A button or select that was used on a message. */
export type ComponentInteraction = InteractionFacts & {
  readonly kind: 'component';
  readonly customId: string;
  /** What was chosen, for a select. */
  readonly values: readonly string[];
  /** The message whose component was used. */
  readonly messageId: MessageId;
  /** The custom ids of everything on that message, as Discord has it; null where it does not say. */
  readonly offered: readonly string[] | null;
};

/** A modal that was submitted. One that is closed instead sends nothing. */
export type ModalInteraction = InteractionFacts & {
  readonly kind: 'modal';
  readonly customId: string;
  /** What stands in its text fields, by their custom ids. */
  readonly fields: ReadonlyMap<string, string>;
  /** The message whose component opened the modal; null where a command did. */
  readonly messageId: MessageId | null;
  /** The custom ids of everything on that message; null where Discord does not say, as when the message is gone. */
  readonly offered: readonly string[] | null;
};

/** A kind of interaction that the bot offers nothing for; it is answered all the same. */
export type OtherInteraction = InteractionFacts & { readonly kind: 'other' };

/** Everything that Discord's interactions can be here; told apart by `kind`. */
export type Interaction =
  | CommandInteraction
  | AutocompleteInteraction
  | ComponentInteraction
  | ModalInteraction
  | OtherInteraction;
