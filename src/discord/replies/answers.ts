/** What can be answered to an interaction, in order: one first answer, then what may follow it. */
import type { APIEmbed, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { DiscordReply } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { MessageId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Attachment } from '#ports/messenger.ts';

/** A suggestion for an option that is being typed. */
export type Suggestion = { readonly name: string; readonly value: string };

/** Whether the first answer reached Discord. */
export type Answered =
  /** The person has an answer; `already`: not this one, an earlier delivery's. */
  | { readonly kind: 'answered'; readonly messageId: MessageId | null; readonly already: boolean }
  /** `isRefused`: for what it says or has with it, so that another one may be taken. */
  | { readonly kind: 'unanswered'; readonly detail: string; readonly isRefused: boolean };

/** A modal as Discord takes it. */
export type Modal = APIModalInteractionResponseCallbackData;

/** A message that was posted. */
export type PostedId = { readonly messageId: MessageId };

/** Everything that can be answered to an interaction; first answers are sent once. */
export type Answers = {
  /** The first answer, for everyone in the channel. */
  reply(
    interaction: Interaction,
    message: OutgoingMessage,
    files?: readonly Attachment[],
  ): Promise<Answered>;
  /** The first answer, for this person alone. */
  replyEphemeral(interaction: Interaction, embed: APIEmbed): Promise<Answered>;
  /** The first answer: why not, for this person alone; `asked` is what was typed, shown below. */
  rejectWith(
    interaction: Interaction,
    rejection: Rejection,
    asked?: string | null,
  ): Promise<Answered>;
  /** The first answer, for this person alone, with components or files. */
  replyEphemeralMessage(
    interaction: Interaction,
    message: OutgoingMessage,
    files?: readonly Attachment[],
  ): Promise<Answered>;
  /** The first answer to a press: that message as it is to look from now on. */
  update(interaction: Interaction, message: OutgoingMessage): Promise<Answered>;
  /** The first answer to a press that changes nothing by itself. */
  acknowledge(interaction: Interaction): Promise<Answered>;
  /** The first answer: a modal. It costs nothing, whether it is submitted or closed. */
  openModal(interaction: Interaction, modal: Modal): Promise<Answered>;
  /** The answer to somebody typing. */
  suggest(interaction: Interaction, suggestions: readonly Suggestion[]): Promise<Answered>;
  /** The first answer, to be completed: "thinking", for everyone. */
  defer(interaction: Interaction): Promise<Answered>;
  /** The same for this person alone, and so is what completes it. */
  deferEphemeral(interaction: Interaction): Promise<Answered>;
  /** Completes a deferred answer. */
  complete(
    interaction: Interaction,
    message: OutgoingMessage,
    files: readonly Attachment[],
  ): Promise<DiscordReply<PostedId>>;
  /** Takes the first answer away: what follows it no longer fills it, and can be for this person alone. */
  takeBack(interaction: Interaction): Promise<DiscordReply<unknown>>;
  /** One more message, for everyone. */
  followUp(
    interaction: Interaction,
    message: OutgoingMessage,
    /** For this person alone after all. */
    isPrivate?: boolean,
    files?: readonly Attachment[],
  ): Promise<DiscordReply<PostedId>>;
  /** One more message for this person alone. */
  followUpEphemeral(interaction: Interaction, embed: APIEmbed): Promise<DiscordReply<unknown>>;
};
