/**
 * What the playground's page and its server say to each other over one WebSocket
 * (`/playground/live?user=<user id>&locale=<their language>`), as JSON texts. Discord objects travel in Discord's own
 * shapes, so that the page draws exactly what a Discord client would be given. The page is only
 * a view: it never decides what Discord would allow, the server does and answers with events.
 */
import type {
  APIApplicationCommand,
  APIAttachment,
  APIChannel,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  APIUser,
} from 'discord-api-types/v10';

/** Someone the visitor can act as; what they may do differs from server to server. */
export type Person = {
  readonly user: APIUser;
  /** Shown in the switcher: "owner", "member", "stranger". */
  readonly role: string;
  /** The language of their client; their commands come in it. */
  readonly locale: string;
};

/** A server with what the acting person can see of it. */
export type PageGuild = {
  readonly id: string;
  readonly name: string;
  readonly channels: readonly APIChannel[];
  /** Everyone's among them: it has the server's own id. */
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  /** Commands registered for this server or globally, in the picker's order and the person's language. */
  readonly commands: readonly APIApplicationCommand[];
};

/** What a bot's maker tells visitors in an empty channel. */
export type PageWelcome = {
  readonly text: string;
  /** A command as typed, such as `/roll dice: 2d6`; one click fills it in. */
  readonly example?: string;
  /** Shown before the playground's own hints. */
  readonly hints?: readonly string[];
};

/** An option of a command as the person filled it in; files are in `attachments`, by id. */
export type FilledOption = {
  readonly name: string;
  /** ApplicationCommandOptionType; 1 and 2 nest `options`. */
  readonly type: number;
  readonly value?: string | number | boolean;
  readonly options?: readonly FilledOption[];
  readonly focused?: boolean;
};

/** A file the person attached to a command option or a modal. */
export type UploadedFile = {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
};

/** A modal field's content: a text input's value or a select's values. */
export type FilledField = {
  readonly customId: string;
  readonly value?: string;
  readonly values?: readonly string[];
};

/** From the page. `nonce` is the page's own id of the act; state events name it again. */
export type PageRequest =
  | { readonly type: 'open-channel'; readonly channelId: string }
  | {
      readonly type: 'run-command';
      readonly nonce: string;
      readonly guildId: string | null;
      readonly channelId: string;
      readonly commandId: string;
      readonly options: readonly FilledOption[];
      readonly attachments: readonly UploadedFile[];
    }
  | {
      /** A context command on a message (type 3) or on a user (type 2). */
      readonly type: 'run-context-command';
      readonly nonce: string;
      readonly channelId: string;
      readonly commandId: string;
      readonly targetId: string;
    }
  | {
      readonly type: 'autocomplete';
      readonly nonce: string;
      readonly channelId: string;
      readonly commandId: string;
      readonly options: readonly FilledOption[];
    }
  | {
      readonly type: 'press';
      readonly nonce: string;
      readonly channelId: string;
      readonly messageId: string;
      readonly customId: string;
      /** For selects. */
      readonly values?: readonly string[];
    }
  | {
      readonly type: 'submit-modal';
      readonly nonce: string;
      readonly channelId: string;
      /** The nonce of the act that the modal answered. */
      readonly openedBy: string;
      readonly customId: string;
      readonly fields: readonly FilledField[];
    }
  | {
      readonly type: 'react';
      readonly channelId: string;
      readonly messageId: string;
      readonly emoji: string;
      readonly present: boolean;
    }
  | { readonly type: 'dismiss'; readonly channelId: string; readonly messageId: string }
  | { readonly type: 'send-message'; readonly channelId: string; readonly content: string }
  | { readonly type: 'delete-message'; readonly channelId: string; readonly messageId: string };

/** To the page. */
export type PageEvent =
  | {
      readonly type: 'ready';
      readonly me: Person;
      readonly people: readonly Person[];
      readonly bot: APIUser | null;
      readonly guilds: readonly PageGuild[];
      readonly directMessages: readonly APIChannel[];
      readonly welcome?: PageWelcome;
    }
  /** Commands, channels or people changed: draw from this. */
  | { readonly type: 'guild-updated'; readonly guild: PageGuild }
  | { readonly type: 'direct-message-opened'; readonly channel: APIChannel }
  /** Oldest first; the answer to `open-channel`. */
  | {
      readonly type: 'history';
      readonly channelId: string;
      readonly messages: readonly APIMessage[];
    }
  | { readonly type: 'message-created'; readonly message: APIMessage }
  | { readonly type: 'message-updated'; readonly message: APIMessage }
  | { readonly type: 'message-deleted'; readonly channelId: string; readonly messageId: string }
  /** `waiting`: sent to the bot. `done`: acknowledged. `failed`: no answer in 3 s, or refused. */
  | {
      readonly type: 'act-state';
      readonly nonce: string;
      readonly state: 'waiting' | 'done' | 'failed';
      readonly detail?: string;
    }
  | {
      readonly type: 'modal-opened';
      readonly nonce: string;
      readonly modal: APIModalInteractionResponseCallbackData;
    }
  | {
      readonly type: 'choices';
      readonly nonce: string;
      readonly choices: readonly { readonly name: string; readonly value: string | number }[];
    }
  /** The bot's connection: the page says when the bot is away. */
  | { readonly type: 'bot-state'; readonly connected: boolean }
  | { readonly type: 'notice'; readonly text: string };

/** A message's file as the page draws it (links are the playground's own and expire). */
export type PageAttachment = APIAttachment;
