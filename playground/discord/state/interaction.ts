import type {
  APIApplicationCommandOptionChoice,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';

/** 2 command, 3 component, 4 autocomplete, 5 modal submit. */
export type InteractionType = 2 | 3 | 4 | 5;

/** Whether the bot answered in time, and how long that took. */
export type InteractionState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'acknowledged'; readonly callbackType: number; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** One act of a person on its way to the bot and back. */
export type Interaction = {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  /** For commands and their autocompletion. */
  readonly commandName: string | null;
  readonly isContextCommand: boolean;
  readonly userId: string;
  readonly channelId: string;
  readonly guildId: string | null;
  readonly createdAtMs: number;
  readonly state: InteractionState;
  /** The message whose component was pressed, also behind a modal that a press opened. */
  readonly pressedMessageId: string | null;
  /** For a modal's submission: the interaction that opened the modal. */
  readonly openedBy: { readonly id: string; readonly type: 2 | 3 } | null;
  /** What `@original` names. */
  readonly originalId: string | null;
  /** A deferred answer still shows as "thinking"; the first follow-up fills it. */
  readonly loading: boolean;
  /** Every message it wrote, the original first. */
  readonly messageIds: readonly string[];
  readonly modal: APIModalInteractionResponseCallbackData | null;
  readonly choices: readonly APIApplicationCommandOptionChoice[] | null;
  readonly tokenEnded: boolean;
};

/** Interactions by id and by token. */
export type InteractionStore = {
  readonly put: (interaction: Interaction) => void;
  readonly get: (id: string) => Interaction | null;
  readonly byToken: (token: string) => Interaction | null;
  readonly all: () => readonly Interaction[];
  /** Takes the right to answer; false while another answer is being read. */
  readonly claim: (id: string) => boolean;
  readonly release: (id: string) => void;
};

export const createInteractionStore = (): InteractionStore => {
  const byId = new Map<string, Interaction>();
  const idByToken = new Map<string, string>();
  const claimed = new Set<string>();
  const get = (id: string) => byId.get(id) ?? null;
  return {
    put: (interaction) => {
      byId.set(interaction.id, interaction);
      idByToken.set(interaction.token, interaction.id);
    },
    get,
    byToken: (token) => get(idByToken.get(token) ?? ''),
    all: () => [...byId.values()],
    claim: (id) => {
      if (claimed.has(id)) return false;
      claimed.add(id);
      return true;
    },
    release: (id) => {
      claimed.delete(id);
    },
  };
};
