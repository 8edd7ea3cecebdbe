/**
 * What the person can do, as requests to the server. Each act gets a nonce of its own; it is
 * remembered as waiting until the server says what became of it. Nothing is decided here.
 */

/**
 * @import { APIMessage } from 'discord-api-types/v10'
 * @import { FilledField, FilledOption, PageRequest } from '../../protocol.ts'
 * @import { CommandLeaf } from '../composer/command-text.js'
 * @import { FilledCommand } from '../composer/command-values.js'
 * @import { Act, OpenModal, PageAction, Place } from './page-state.js'
 */

/** @typedef {ReturnType<typeof makeActs>} Acts */

let actCount = 0;

/** Unique in this tab and unlikely to repeat in another; `randomUUID` needs a secure address. */
const makeNonce = () => {
  actCount += 1;
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}-${actCount}`;
};

/**
 * @param {(request: PageRequest) => boolean} send
 * @param {(action: PageAction) => void} dispatch
 */
export function makeActs(send, dispatch) {
  /** @type {(request: PageRequest) => boolean} */
  const tell = (request) => {
    const sent = send(request);
    if (!sent) {
      const text = 'Not connected to the playground just now. Try again in a moment.';
      dispatch({ type: 'event', event: { type: 'notice', text } });
    }
    return sent;
  };
  /** @type {(act: Omit<Act, 'nonce' | 'state'>, request: (nonce: string) => PageRequest) => boolean} */
  const start = (act, request) => {
    const nonce = makeNonce();
    dispatch({ type: 'act-started', act: { ...act, nonce, state: 'waiting' } });
    const sent = tell(request(nonce));
    if (!sent) dispatch({ type: 'act-dismissed', nonce });
    return sent;
  };

  return {
    /** @param {Place} place */
    openPlace: (place) => dispatch({ type: 'place-opened', place }),

    /** @type {(place: Place & { channelId: string }, leaf: CommandLeaf, filled: FilledCommand) => boolean} */
    runCommand: ({ guildId, channelId }, leaf, { options, attachments }) =>
      start({ kind: 'command', channelId, label: `/${leaf.name}` }, (nonce) => ({
        type: 'run-command',
        nonce,
        guildId,
        channelId,
        commandId: leaf.commandId,
        options,
        attachments,
      })),

    /** @type {(channelId: string, command: { id: string; name: string }, targetId: string) => boolean} */
    runContextCommand: (channelId, command, targetId) =>
      start({ kind: 'command', channelId, label: command.name }, (nonce) => ({
        type: 'run-context-command',
        nonce,
        channelId,
        commandId: command.id,
        targetId,
      })),

    /** @type {(message: APIMessage, customId: string, label: string, values?: readonly string[]) => boolean} */
    press: (message, customId, label, values) => {
      const { channel_id: channelId, id: messageId } = message;
      return start({ kind: 'press', channelId, messageId, customId, label }, (nonce) => ({
        type: 'press',
        nonce,
        channelId,
        messageId,
        customId,
        ...(values === undefined ? {} : { values }),
      }));
    },

    /** @type {(modal: OpenModal, fields: readonly FilledField[]) => boolean} */
    submitModal: ({ channelId, nonce: openedBy, data }, fields) =>
      start({ kind: 'modal', channelId, label: data.title }, (nonce) => ({
        type: 'submit-modal',
        nonce,
        channelId,
        openedBy,
        customId: data.custom_id,
        fields,
      })),

    /** The answer comes as `choices` with the nonce returned here. @type {(channelId: string, commandId: string, options: readonly FilledOption[]) => string} */
    complete: (channelId, commandId, options) => {
      const nonce = makeNonce();
      send({ type: 'autocomplete', nonce, channelId, commandId, options });
      return nonce;
    },

    /** @type {(message: APIMessage, emoji: string, present: boolean) => boolean} */
    react: (message, emoji, present) =>
      tell({ type: 'react', channelId: message.channel_id, messageId: message.id, emoji, present }),

    /** @param {APIMessage} message */
    dismiss: ({ channel_id: channelId, id: messageId }) => {
      dispatch({ type: 'message-dismissed', channelId, messageId });
      tell({ type: 'dismiss', channelId, messageId });
    },

    /** @type {(channelId: string, content: string) => boolean} */
    sendMessage: (channelId, content) => tell({ type: 'send-message', channelId, content }),

    /** @type {(message: APIMessage) => boolean} */
    deleteMessage: ({ channel_id: channelId, id: messageId }) =>
      tell({ type: 'delete-message', channelId, messageId }),
  };
}
