import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { Message } from './message.js';
import { usePage } from './page-context.js';
import { PendingActs } from './pending-acts.js';
import { dayName } from './timestamps.js';
import { Welcome } from './welcome.js';

/** @import { APIMessage } from 'discord-api-types/v10' */

/** Closer to the end than this counts as reading the newest. */
const nearEndPixels = 40;
const groupWithinMs = 7 * 60_000;

/**
 * The channel's messages. It stays at the newest until the person scrolls up, and then keeps
 * what they read where it is.
 */
export function MessageList() {
  const { state } = usePage();
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const content = useRef(/** @type {HTMLDivElement | null} */ (null));
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [missed, setMissed] = useState(/** @type {number | null} */ (null));
  const channelId = state.place.channelId ?? '';
  const messages = state.messages[channelId];
  const newest = messages?.at(-1)?.id;

  const toEnd = () => {
    atEnd.current = true;
    setMissed(null);
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  };
  const onScroll = () => {
    const box = scroller.current;
    if (box === null) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPixels;
    // Growing content also leaves the end behind; only moving up means that the person did.
    const movedUp = box.scrollTop < lastTop.current;
    lastTop.current = box.scrollTop;
    if (near || movedUp) atEnd.current = near;
    setMissed((count) => (atEnd.current ? null : (count ?? 0)));
  };
  useLayoutEffect(toEnd, [channelId, messages === undefined]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setMissed((count) => (count ?? 0) + 1);
  }, [newest]);
  // Pictures, edits and the composer change heights without a new message.
  useEffect(() => {
    const keepEnd = new ResizeObserver(() => atEnd.current && toEnd());
    for (const element of [scroller.current, content.current]) {
      if (element !== null) keepEnd.observe(element);
    }
    return () => keepEnd.disconnect();
  }, []);

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
