import type { ChannelId, GuildId, MessageId, UserId } from '#domain/ids.ts';

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
  readonly user: { readonly id: UserId; readonly name: string };
  readonly locale: string;
  /** What the bot may do in that channel, as Discord's bits. */
  readonly appPermissions: bigint;
  readonly attachmentBytesMax: number;
};

export type CommandInteraction = InteractionFacts & {
  readonly kind: 'command';
  readonly name: string;
  readonly options: ReadonlyMap<string, string | number | boolean>;
};

export type ComponentInteraction = InteractionFacts & {
  readonly kind: 'component';
  readonly customId: string;
  /** The message whose component was used. */
  readonly messageId: MessageId;
};

/** A kind of interaction that the bot offers nothing for; it is answered all the same. */
export type OtherInteraction = InteractionFacts & { readonly kind: 'other' };

export type Interaction = CommandInteraction | ComponentInteraction | OtherInteraction;
