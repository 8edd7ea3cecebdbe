import type {
  APIMessage,
  APIModalInteractionResponseCallbackData,
  APIUser,
} from 'discord-api-types/v10';
import type { PageEvent, PageGuild, PageWelcome, Person } from '../../protocol.ts';

/** Where the visitor is looking; `guildId` is null in direct messages. */
export type Place = { readonly guildId: string | null; readonly channelId: string | null };

/** Something the person did that the bot has to answer; it lives until it is answered. */
export type Act = {
  readonly nonce: string;
  readonly kind: 'command' | 'press' | 'modal';
  readonly state: 'waiting' | 'failed';
  readonly channelId: string;
  /** "/draw", "Translate": what the waiting line calls it. */
  readonly label: string;
  /** Of a press: where the spinner and, on failure, the notice are drawn. */
  readonly messageId?: string;
  readonly customId?: string;
  readonly detail?: string;
};

export type OpenModal = {
  readonly nonce: string;
  readonly channelId: string;
  readonly data: APIModalInteractionResponseCallbackData;
};

export type PageState = {
  /** `locked`: the playground was started again and wants its new key. */
  readonly connection: 'connecting' | 'open' | 'closed' | 'locked';
  /** Counts `ready` events: a new one means that histories have to be asked for again. */
  readonly visits: number;
  readonly me: Person | null;
  readonly people: readonly Person[];
  readonly bot: APIUser | null;
  readonly botConnected: boolean;
  readonly guilds: readonly PageGuild[];
  readonly directMessages: Extract<PageEvent, { type: 'ready' }>['directMessages'];
  readonly welcome: PageWelcome | null;
  readonly place: Place;
  /** By channel; absent until its history has come. */
  readonly messages: Readonly<Record<string, readonly APIMessage[]>>;
  readonly unread: Readonly<Record<string, true>>;
  readonly acts: readonly Act[];
  readonly modal: OpenModal | null;
  readonly choices: Extract<PageEvent, { type: 'choices' }> | null;
  readonly notices: readonly { readonly id: number; readonly text: string }[];
  /** What a screen reader is told next. */
  readonly announcement: string;
};

export type PageAction =
  | { readonly type: 'event'; readonly event: PageEvent }
  | { readonly type: 'connection-changed'; readonly connection: PageState['connection'] }
  | { readonly type: 'place-opened'; readonly place: Place }
  | { readonly type: 'person-changed' }
  | { readonly type: 'act-started'; readonly act: Act }
  | { readonly type: 'act-dismissed'; readonly nonce: string }
  | { readonly type: 'message-dismissed'; readonly channelId: string; readonly messageId: string }
  | { readonly type: 'modal-closed' }
  | { readonly type: 'notice-dismissed'; readonly id: number };

export function startState(place: Place): PageState;
export function reduceState(state: PageState, action: PageAction): PageState;
