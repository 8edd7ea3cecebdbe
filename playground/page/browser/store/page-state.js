/**
 * Everything the page knows, and how each event changes it. Pure: it relies on the server's
 * events being in order and draws no conclusion of its own about what Discord would allow. It
 * never talks to the server or to the document.
 */
import { plainText } from '../message/markdown.js';

/**
 * @import { APIChannel, APIMessage } from 'discord-api-types/v10'
 * @import { PageEvent, PageGuild } from '../../protocol.ts'
 * @import { Act, PageState } from './page-state.js'
 */

/** @type {typeof import('./page-state.js').startState} */
export const startState = (place) => ({
  connection: 'connecting',
  visits: 0,
  me: null,
  people: [],
  bot: null,
  botConnected: true,
  guilds: [],
  directMessages: [],
  welcome: null,
  place,
  messages: {},
  unread: {},
  acts: [],
  modal: null,
  choices: null,
  notices: [],
  announcement: '',
});

/** @type {typeof import('./page-state.js').reduceState} */
export function reduceState(state, action) {
  switch (action.type) {
    case 'event':
      return reduceEvent(state, action.event);
    case 'connection-changed':
      // What was waiting when the line broke will never be answered on the new one.
      return action.connection === 'open'
        ? { ...state, connection: 'open' }
        : { ...state, connection: action.connection, acts: state.acts.filter(isFailed) };
    case 'place-opened':
      return {
        ...state,
        place: action.place,
        unread: without(state.unread, action.place.channelId ?? ''),
      };
    case 'person-changed':
      return startState(state.place);
    case 'act-started':
      return {
        ...state,
        acts: [...state.acts.filter((act) => !isStale(act, action.act)), action.act],
      };
    case 'act-dismissed':
      return { ...state, acts: state.acts.filter((act) => act.nonce !== action.nonce) };
    case 'message-dismissed':
      return changeMessages(state, action.channelId, (messages) =>
        messages.filter((message) => message.id !== action.messageId),
      );
    case 'modal-closed':
      return { ...state, modal: null, acts: state.acts.filter((act) => act.kind !== 'modal') };
    case 'notice-dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== action.id) };
  }
}

/** @type {(state: PageState, event: PageEvent) => PageState} */
function reduceEvent(state, event) {
  switch (event.type) {
    case 'ready':
      return settlePlace({
        ...state,
        connection: 'open',
        visits: state.visits + 1,
        me: event.me,
        people: event.people,
        bot: event.bot,
        botConnected: event.bot !== null,
        guilds: event.guilds,
        directMessages: event.directMessages,
        welcome: event.welcome ?? null,
      });
    case 'guild-updated':
      return settlePlace({ ...state, guilds: replaceById(state.guilds, event.guild) });
    case 'direct-message-opened':
      return { ...state, directMessages: replaceById(state.directMessages, event.channel) };
    case 'history':
      return { ...state, messages: { ...state.messages, [event.channelId]: event.messages } };
    case 'message-created':
      return createMessage(state, event.message);
    case 'message-updated':
      return changeMessages(state, event.message.channel_id, (messages) =>
        messages.map((message) => (message.id === event.message.id ? event.message : message)),
      );
    case 'message-deleted':
      return changeMessages(state, event.channelId, (messages) =>
        messages
          .filter((message) => message.id !== event.messageId)
          .map((message) => withoutOriginal(message, event.messageId)),
      );
    case 'act-state':
      return settleAct(state, event);
    case 'modal-opened':
      return openModal(state, event);
    case 'choices':
      return { ...state, choices: event };
    case 'bot-state':
      return { ...state, botConnected: event.connected };
    case 'notice':
      return {
        ...state,
        notices: [...state.notices, { id: nextNoticeId(state), text: event.text }],
      };
    default:
      // A newer server may say more than this page knows.
      return state;
  }
}

/** What a reply answers is no longer shown above it. @type {(message: APIMessage, deletedId: string) => APIMessage} */
const withoutOriginal = (message, deletedId) =>
  message.referenced_message?.id === deletedId ? { ...message, referenced_message: null } : message;

/** @type {(state: PageState, message: APIMessage) => PageState} */
function createMessage(state, message) {
  const channelId = message.channel_id;
  const changed = changeMessages(state, channelId, (messages) => replaceById(messages, message));
  if (channelId !== state.place.channelId) {
    return { ...changed, unread: { ...state.unread, [channelId]: true } };
  }
  const name = message.author.global_name ?? message.author.username;
  const text = plainText(message.content) || message.embeds[0]?.title || 'sent something';
  return { ...changed, announcement: `${name}: ${text}` };
}

/** @type {(state: PageState, event: Extract<PageEvent, { type: 'act-state' }>) => PageState} */
function settleAct(state, event) {
  const act = state.acts.find((candidate) => candidate.nonce === event.nonce);
  if (act === undefined || event.state === 'waiting') return state;
  if (event.state === 'done') {
    const acts = state.acts.filter((candidate) => candidate !== act);
    return { ...state, acts, modal: act.kind === 'modal' ? null : state.modal };
  }
  const detail = event.detail === undefined ? {} : { detail: event.detail };
  const failed = /** @type {Act} */ ({ ...act, ...detail, state: 'failed' });
  return {
    ...state,
    acts: state.acts.map((candidate) => (candidate === act ? failed : candidate)),
    announcement: event.detail ?? 'This interaction failed',
  };
}

/** @type {(state: PageState, event: Extract<PageEvent, { type: 'modal-opened' }>) => PageState} */
function openModal(state, event) {
  const act = state.acts.find((candidate) => candidate.nonce === event.nonce);
  const channelId = act?.channelId ?? state.place.channelId;
  if (channelId === null) return state;
  const acts = state.acts.filter((candidate) => candidate !== act);
  return { ...state, acts, modal: { nonce: event.nonce, channelId, data: event.modal } };
}

/** Whoever cannot see the channel any more is taken to the first one they can. @type {(state: PageState) => PageState} */
function settlePlace(state) {
  if (channelsOf(state).some((channel) => channel.id === state.place.channelId)) return state;
  const guild = state.guilds.find(
    (candidate) => candidate.id === state.place.guildId && hasText(candidate),
  );
  const first = guild ?? state.guilds.find(hasText);
  const channel = first?.channels.find((candidate) => candidate.type === 0);
  const place = { guildId: first?.id ?? null, channelId: channel?.id ?? null };
  return { ...state, place };
}

/** @type {(state: PageState) => readonly APIChannel[]} */
const channelsOf = (state) =>
  state.place.guildId === null
    ? state.directMessages
    : (state.guilds.find((guild) => guild.id === state.place.guildId)?.channels ?? []);

/** @type {(guild: PageGuild) => boolean} */
const hasText = (guild) => guild.channels.some((channel) => channel.type === 0);

/** Channels whose history has not come yet stay absent: the history will hold the change. @type {(state: PageState, channelId: string, change: (messages: readonly APIMessage[]) => readonly APIMessage[]) => PageState} */
function changeMessages(state, channelId, change) {
  const messages = state.messages[channelId];
  if (messages === undefined) return state;
  return { ...state, messages: { ...state.messages, [channelId]: change(messages) } };
}

/** @type {<Item extends { readonly id: string }>(items: readonly Item[], item: Item) => readonly Item[]} */
const replaceById = (items, item) =>
  items.some((candidate) => candidate.id === item.id)
    ? items.map((candidate) => (candidate.id === item.id ? item : candidate))
    : [...items, item];

/** @type {(act: Act) => boolean} */
const isFailed = (act) => act.state === 'failed';

/** A new try makes the old failure uninteresting. @type {(old: Act, started: Act) => boolean} */
const isStale = (old, started) =>
  isFailed(old) &&
  old.kind === started.kind &&
  old.channelId === started.channelId &&
  old.messageId === started.messageId;

/** @type {(state: PageState) => number} */
const nextNoticeId = (state) => Math.max(0, ...state.notices.map((notice) => notice.id)) + 1;

/** @type {(record: Readonly<Record<string, true>>, key: string) => Readonly<Record<string, true>>} */
const without = (record, key) =>
  Object.fromEntries(Object.entries(record).filter(([candidate]) => candidate !== key));
