import { html } from '../html.js';
import { Message } from '../message/message.js';
import { dayName } from '../message/timestamps.js';
import { usePage } from '../store/page-context.js';
import { PendingActs } from '../store/pending-acts.js';
import { useNewestInView } from './use-newest-in-view.js';
import { Welcome } from './welcome.js';

/** @import { APIMessage } from 'discord-api-types/v10' */

/** A pause longer than this starts a new heading. */
const groupWithinMs = 7 * 60_000;

/** The channel's messages, from the welcome at its beginning to what is still waiting. */
export function MessageList() {
  const { state } = usePage();
  const channelId = state.place.channelId ?? '';
  const messages = state.messages[channelId];
  const newest = messages?.at(-1);
  const command = state.acts.findLast(
    (act) => act.kind === 'command' && act.channelId === channelId,
  );
  const written = newest?.author.id === state.me?.user.id ? newest?.id : undefined;
  const { scroller, content, missed, toEnd, onScroll } = useNewestInView(
    channelId,
    messages,
    command?.nonce ?? written,
  );

  return html`<div class="message-area">
    <div class="message-scroller" ref=${scroller} onScroll=${onScroll}>
      <div class="message-content" ref=${content}>
        <${Welcome} />
        <ol class="messages" aria-label="Messages" aria-busy=${messages === undefined} onKeyDown=${moveBetweenMessages}>
          ${drawMessages(messages ?? [])}
        </ol>
        <${PendingActs} />
      </div>
    </div>
    ${
      missed !== null &&
      html`<button type="button" class="jump" onClick=${toEnd}>
      ${missed > 0 ? `${missed} new · ` : ''}Jump to present ↓
    </button>`
    }
  </div>`;
}

/** @type {(messages: readonly APIMessage[]) => unknown} */
const drawMessages = (messages) =>
  messages.map((message, index) => {
    const previous = messages[index - 1];
    const startsDay = previous === undefined || dayOf(previous) !== dayOf(message);
    return [
      startsDay &&
        html`<li class="day" role="separator" key=${`day-${dayOf(message)}`}>
        <span>${dayName(new Date(message.timestamp))}</span>
      </li>`,
      html`<${Message}
        key=${message.id}
        message=${message}
        continued=${!startsDay && previous !== undefined && continues(previous, message)}
        last=${index === messages.length - 1}
      />`,
    ];
  });

/** @type {(message: APIMessage) => string} */
const dayOf = (message) => new Date(message.timestamp).toDateString();

/** A message under the same name as the one above it needs no heading. @type {(previous: APIMessage, message: APIMessage) => boolean} */
function continues(previous, message) {
  if (message.type !== 0 || message.interaction_metadata !== undefined) return false;
  if (message.message_reference !== undefined) return false;
  const gapMs = new Date(message.timestamp).getTime() - new Date(previous.timestamp).getTime();
  return previous.author.id === message.author.id && gapMs < groupWithinMs;
}

/**
 * Arrow keys walk from message to message, so that Tab only has to visit one; the right one goes
 * to the message's own actions.
 * @param {KeyboardEvent} event
 */
function moveBetweenMessages(event) {
  const { currentTarget: list, target: message } = event;
  if (!(list instanceof HTMLElement && message instanceof HTMLElement)) return;
  if (!message.matches('[data-message-id]')) return;
  const all = [...list.querySelectorAll('[data-message-id]')];
  const index = all.indexOf(message);
  const next = {
    ArrowDown: all[index + 1],
    ArrowUp: all[index - 1],
    ArrowRight: message.querySelector('.toolbar button'),
    Home: all[0],
    End: all.at(-1),
  }[event.key];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
