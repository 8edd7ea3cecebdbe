import { html } from './html.js';
import { usePage } from './store/page-context.js';

/** Above the messages: what is not as it should be. */
export function Banners() {
  const { state } = usePage();
  if (state.connection === 'closed') {
    return html`<p class="banner banner-warning" role="status">Connection to the playground lost. Trying again…</p>`;
  }
  if (state.connection === 'locked') {
    return html`<p class="banner banner-warning" role="status">
      The playground was started again with a new key. Open the address that it printed.
    </p>`;
  }
  if (state.visits === 0 || state.botConnected) return null;
  return html`<p class="banner" role="status">
    The bot is offline. Commands and buttons are answered again once it has connected.
  </p>`;
}

/** What the server has to say, in the corner until dismissed. */
export function Notices() {
  const { state, dispatch } = usePage();
  return html`<div class="notices" role="log" aria-label="Notices">
    ${state.notices.slice(-4).map(
      (notice) => html`<div class="notice" key=${notice.id}>
      <span>${notice.text}</span>
      <button type="button" class="icon-button" aria-label="Dismiss notice" onClick=${() => dispatch({ type: 'notice-dismissed', id: notice.id })}>✕</button>
    </div>`,
    )}
  </div>`;
}
