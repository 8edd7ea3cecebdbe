/** Answers to an interaction: one first answer, then follow-ups. */
import type { APIEmbed, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { DiscordReply } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { MessageId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Attachment } from '#ports/messenger.ts';

/** An autocomplete choice. */
export type Suggestion = { readonly name: string; readonly value: string };

/** Whether the first answer reached Discord. */
export type Answered =
  /** `already`: an earlier delivery was answered, and not this one. */
  | { readonly kind: 'answered'; readonly messageId: MessageId | null; readonly already: boolean }
  /** `isRefused`: Discord refused its content or files, so that a different answer may succeed. */
  | { readonly kind: 'unanswered'; readonly detail: string; readonly isRefused: boolean };

/** A modal in Discord's form. */
export type Modal = APIModalInteractionResponseCallbackData;

/** A posted message. */
export type PostedId = { readonly messageId: MessageId };

/** Everything that can be answered to an interaction; a first answer is sent once. */
export type Answers = {
  /** The first answer, public. */
  reply(
    interaction: Interaction,
    message: OutgoingMessage,
    files?: readonly Attachment[],
  ): Promise<Answered>;
  /** The first answer, ephemeral. */
  replyEphemeral(interaction: Interaction, embed: APIEmbed): Promise<Answered>;
  /** The first answer, ephemeral: a refusal; `asked` is the typed text, shown below. */
  rejectWith(
    interaction: Interaction,
    rejection: Rejection,
    asked?: string | null,
  ): Promise<Answered>;
  /** The first answer, ephemeral, with components or files. */
  replyEphemeralMessage(
    interaction: Interaction,
    message: OutgoingMessage,
    files?: readonly Attachment[],
  ): Promise<Answered>;
  /** The first answer to a press: the message's new content. */
  update(interaction: Interaction, message: OutgoingMessage): Promise<Answered>;
  /** The first answer to a press that changes nothing. */
  acknowledge(interaction: Interaction): Promise<Answered>;
  /** The first answer: a modal. */
  openModal(interaction: Interaction, modal: Modal): Promise<Answered>;
  /** The answer to an autocomplete request. */
  suggest(interaction: Interaction, suggestions: readonly Suggestion[]): Promise<Answered>;
  /** The first answer, public: "thinking", to be completed. */
  defer(interaction: Interaction): Promise<Answered>;
  /** The same, ephemeral, like its completion. */
  deferEphemeral(interaction: Interaction): Promise<Answered>;
  /** Completes a deferred answer. */
  complete(
    interaction: Interaction,
    message: OutgoingMessage,
    files: readonly Attachment[],
  ): Promise<DiscordReply<PostedId>>;
  /** Takes the first answer away: what follows it no longer fills it, and can be for this person alone. */
  takeBack(interaction: Interaction): Promise<DiscordReply<unknown>>;
  /** A follow-up, public. */
  followUp(
    interaction: Interaction,
    message: OutgoingMessage,
    /** Makes it ephemeral. */
    isPrivate?: boolean,
    files?: readonly Attachment[],
  ): Promise<DiscordReply<PostedId>>;
  /** A follow-up, ephemeral. */
  followUpEphemeral(interaction: Interaction, embed: APIEmbed): Promise<DiscordReply<unknown>>;
};
