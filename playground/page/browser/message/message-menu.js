import { commandsHere } from '../composer/place-commands.js';
import { html } from '../html.js';
import { Menu } from '../picker/menu.js';
import { usePage } from '../store/page-context.js';
import { isEphemeral } from './message-flags.js';

/**
 * @import { APIMessage, APIUser } from 'discord-api-types/v10'
 * @import { MenuItem } from '../picker/menu.js'
 */

const userCommand = 2;
const messageCommand = 3;

/**
 * Right-click on a message, or on its author: then `user` is set.
 * @param {{ at: { x: number; y: number }; message: APIMessage; user: APIUser | undefined; onClose: () => void }} props
 */
export function MessageMenu({ at, message, user, onClose }) {
  const { state, acts, openReactions } = usePage();
  const type = user === undefined ? messageCommand : userCommand;
  const targetId = user?.id ?? message.id;
  /** @type {readonly MenuItem[]} */
  const apps = commandsHere(state)
    .filter((command) => command.type === type && !isEphemeral(message))
    .map((command) => ({
      label: command.name,
      icon: '⌘',
      onSelect: () => acts.runContextCommand(message.channel_id, command, targetId),
    }));
  const own = message.author.id === state.me?.user.id;
  /** @type {MenuItem[]} */
  const items = [];
  if (user !== undefined)
    items.push({ label: 'Copy user ID', icon: 'ID', onSelect: () => copy(user.id) });
  else {
    if (!isEphemeral(message)) {
      items.push({ label: 'Add reaction', icon: '☺', onSelect: () => openReactions(at, message) });
    }
    if (message.content !== '')
      items.push({ label: 'Copy text', icon: '⧉', onSelect: () => copy(message.content) });
    items.push({ label: 'Copy message ID', icon: 'ID', onSelect: () => copy(message.id) });
    if (isEphemeral(message))
      items.push({ label: 'Dismiss message', icon: '✕', onSelect: () => acts.dismiss(message) });
    else if (own)
      items.push({
        label: 'Delete message',
        icon: '✕',
        danger: true,
        onSelect: () => acts.deleteMessage(message),
      });
  }
  const label = user === undefined ? 'Message menu' : 'User menu';
  return html`<${Menu} at=${at} label=${label} sections=${[{ title: 'Apps', items: apps }, { items }]} onClose=${onClose} />`;
}

/** Clipboards need a secure address; over plain HTTP the old way still works. @param {string} text */
function copy(text) {
  if (navigator.clipboard !== undefined) {
    navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
    return;
  }
  copyBySelection(text);
}

/** @param {string} text */
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
