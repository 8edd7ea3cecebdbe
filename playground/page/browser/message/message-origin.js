import { Avatar } from '../avatar.js';
import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { displayName } from '../store/people-names.js';
import { plainText } from './markdown.js';

/** @import { APIMessage } from 'discord-api-types/v10' */

const replyType = 19;
const contextCommandType = 23;
const commandInteraction = 2;

/** The small line above a message: what it answers. @param {{ message: APIMessage }} props */
export function MessageOrigin({ message }) {
  if (message.type === replyType || message.message_reference !== undefined) {
    return html`<${ReplyLine} message=${message} />`;
  }
  const metadata = message.interaction_metadata;
  if (metadata === undefined || metadata.type !== commandInteraction) return null;
  return html`<div class="origin">
    <${Avatar} user=${metadata.user} small />
    <span class="origin-author">${displayName(metadata.user)}</span>
    <span> used </span>
    <span class="origin-command">${commandName(message)}</span>
  </div>`;
}

/** Discord puts the name beside the metadata, in a field it calls deprecated. @type {(message: APIMessage) => string} */
function commandName(message) {
  const name = message.interaction?.name;
  if (name === undefined) return 'a command';
  return message.type === contextCommandType ? name : `/${name}`;
}

/** @param {{ message: APIMessage }} props */
function ReplyLine({ message }) {
  const { state } = usePage();
  const id = message.message_reference?.message_id;
  const original =
    message.referenced_message ??
    state.messages[message.channel_id]?.find((candidate) => candidate.id === id);
  if (original === undefined || original === null) {
    return html`<div class="origin origin-missing"><em>Original message was deleted</em></div>`;
  }
  const jump = () => {
    const element = document.getElementById(`message-${original.id}`);
    element?.scrollIntoView({ block: 'center' });
    element?.focus();
  };
  const picture = original.attachments.length > 0 || original.embeds.length > 0;
  const text =
    plainText(withNames(original)) ||
    (picture ? 'Click to see attachment' : 'Click to see message');
  return html`<div class="origin">
    <${Avatar} user=${original.author} small />
    <span class="origin-author">${displayName(original.author)}</span>
    <button type="button" class="origin-text" onClick=${jump}>${text}</button>
    ${picture && html`<span aria-hidden="true"> 🖼</span>`}
  </div>`;
}

/** @type {(message: APIMessage) => string} */
const withNames = (message) =>
  message.mentions.reduce(
    (text, user) =>
      text.replaceAll(`<@${user.id}>`, `@${displayName(user).replace(/[*_~|`\\]/g, '\\$&')}`),
    message.content,
  );
