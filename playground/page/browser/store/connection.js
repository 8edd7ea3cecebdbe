/**
 * The one line to the playground's server. It relies on the browser's WebSocket, opens itself
 * again when it breaks (the server starts every visit with `ready`), and never keeps requests
 * for later: an act that could not be sent is told to the caller at once.
 */

/**
 * @import { PageEvent, PageRequest } from '../../protocol.ts'
 * @import { PageState } from './page-state.js'
 */

const firstRetryMs = 400;
const longestRetryMs = 5000;

/**
 * @param {object} line
 * @param {string | null} line.userId who to act as; null for whom the server puts first
 * @param {string | null} line.locale their language; null for what the server has
 * @param {(event: PageEvent) => void} line.onEvent
 * @param {(connection: PageState['connection']) => void} line.onChange
 */
export function openConnection({ userId, locale, onEvent, onChange }) {
  const url = new URL('/playground/live', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (userId !== null) url.searchParams.set('user', userId);
  if (locale !== null) url.searchParams.set('locale', locale);
  /** @type {WebSocket | null} */
  let socket = null;
  let ended = false;
  let failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  function open() {
    const opened = new WebSocket(url);
    socket = opened;
    opened.addEventListener('open', () => {
      failures = 0;
    });
    opened.addEventListener('message', (message) => {
      if (!ended) onEvent(JSON.parse(String(message.data)));
    });
    opened.addEventListener('close', () => {
      if (ended) return;
      onChange('closed');
      retry = setTimeout(reopen, Math.min(firstRetryMs * 2 ** failures, longestRetryMs));
      failures += 1;
    });
  }
  /** A socket does not say why it was refused; a page file does. */
  async function reopen() {
    const answer = await fetch('/page/icon.svg', { cache: 'no-store' }).catch(() => null);
    if (ended) return;
    if (answer?.status === 403) onChange('locked');
    else open();
  }
  open();

  return {
    /** @type {(request: PageRequest) => boolean} false: not connected, nothing was sent */
    send: (request) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(request));
      return true;
    },
    close: () => {
      ended = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}
