import { Avatar } from '../avatar.js';
import { Attachments } from '../composer/attachments.js';
import { html } from '../html.js';
import { Layout } from '../layout.js';
import { longPress } from '../picker/long-press.js';
import { usePage } from '../store/page-context.js';
import { displayName } from '../store/people-names.js';
import { ComponentRows } from './components.js';
import { Embed } from './embed.js';
import { Markup } from './markup.js';
import { hidesEmbeds, isEphemeral, isLayout, isLoading } from './message-flags.js';
import { MessageOrigin } from './message-origin.js';
import { MessageToolbar } from './message-toolbar.js';
import { Reactions } from './reactions.js';
import { fullTime, messageTime, shortTime } from './timestamps.js';

/** @import { APIMessage } from 'discord-api-types/v10' */

/**
 * One message as Discord draws it.
 * @param {{ message: APIMessage; continued: boolean; last: boolean }} props
 */
export function Message({ message, continued, last }) {
  const { state, openMessageMenu } = usePage();
  const meId = state.me?.user.id;
  const mentioned = message.mentions.some((user) => user.id === meId) || message.mention_everyone;
  const openMenu = longPress((at) => openMessageMenu(at, message));
  return html`<li
    class=${classNames({ message: true, continued, mentioned, ephemeral: isEphemeral(message) })}
    id=${`message-${message.id}`}
    data-message-id=${message.id}
    tabindex=${last ? 0 : -1}
    aria-label=${`${displayName(message.author)}, ${messageTime(new Date(message.timestamp), new Date())}`}
    ...${openMenu}
  >
    <${MessageOrigin} message=${message} />
    <div class="message-gutter">
      ${continued ? html`<${MarginTime} date=${new Date(message.timestamp)} />` : html`<${Avatar} user=${message.author} />`}
    </div>
    <div class="message-body">
      ${!continued && html`<${Heading} message=${message} />`}
      <${Content} message=${message} />
      <${Reactions} message=${message} />
      <${Failure} message=${message} />
      ${isEphemeral(message) && html`<${EphemeralNote} message=${message} />`}
    </div>
    <${MessageToolbar} message=${message} />
  </li>`;
}

/** @type {(flags: Readonly<Record<string, boolean>>) => string} */
const classNames = (flags) =>
  Object.keys(flags)
    .filter((name) => flags[name])
    .join(' ');

/** @param {{ date: Date }} props */
const MarginTime = ({ date }) =>
  html`<time class="margin-time" datetime=${date.toISOString()} title=${fullTime(date)}>${shortTime(date)}</time>`;

/** @param {{ message: APIMessage }} props */
function Heading({ message }) {
  const { openMessageMenu } = usePage();
  const { author } = message;
  const date = new Date(message.timestamp);
  /** @param {MouseEvent} event */
  const openAuthor = (event) => {
    event.preventDefault();
    event.stopPropagation();
    openMessageMenu({ x: event.clientX, y: event.clientY }, message, author);
  };
  return html`<div class="message-heading">
    <button type="button" class="author" data-bot=${author.bot === true} onClick=${openAuthor} onContextMenu=${openAuthor}>
      ${displayName(author)}
    </button>
    ${author.bot === true && html`<span class="app-tag">APP</span>`}
    <time datetime=${date.toISOString()} title=${fullTime(date)}>${messageTime(date, new Date())}</time>
  </div>`;
}

/** @param {{ message: APIMessage }} props */
function Content({ message }) {
  if (isLoading(message)) {
    return html`<p class="thinking" role="status">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      ${displayName(message.author)} is thinking…
    </p>`;
  }
  const components = message.components ?? [];
  return html`
    ${
      message.content !== '' &&
      html`<div class="message-text">
      <${Markup} text=${message.content} mentions=${message.mentions} />
    </div>`
    }
    ${isEdited(message) && html`<${Edited} message=${message} />`}
    <${Attachments} attachments=${message.attachments} />
    ${!hidesEmbeds(message) && message.embeds.map((embed) => html`<${Embed} embed=${embed} mentions=${message.mentions} />`)}
    ${
      isLayout(message)
        ? html`<${Layout} message=${message} components=${components} />`
        : html`<${ComponentRows} message=${message} components=${components} />`
    }
  `;
}

/** @type {(message: APIMessage) => boolean} */
const isEdited = (message) =>
  message.edited_timestamp !== null && message.edited_timestamp !== undefined;

/** @param {{ message: APIMessage }} props */
const Edited = ({ message }) =>
  html`<span class="edited" title=${fullTime(new Date(message.edited_timestamp ?? 0))}>(edited)</span>`;

/** What Discord says under a message whose button got no answer. @param {{ message: APIMessage }} props */
function Failure({ message }) {
  const { state, dispatch } = usePage();
  const act = state.acts.find(
    (candidate) => candidate.messageId === message.id && candidate.state === 'failed',
  );
  if (act === undefined) return null;
  return html`<p class="failure" role="alert" data-state="failed">
    <span aria-hidden="true">⚠</span> This interaction failed
    ${act.detail !== undefined && html`<span class="failure-detail">${act.detail}</span>`}
    <button type="button" class="link-button" onClick=${() => dispatch({ type: 'act-dismissed', nonce: act.nonce })}>
      Dismiss
    </button>
  </p>`;
}

/** @param {{ message: APIMessage }} props */
function EphemeralNote({ message }) {
  const { acts } = usePage();
  return html`<p class="only-you">
    <span aria-hidden="true">👁</span> Only you can see this ·
    <button type="button" class="link-button" onClick=${() => acts.dismiss(message)}>Dismiss message</button>
  </p>`;
}
