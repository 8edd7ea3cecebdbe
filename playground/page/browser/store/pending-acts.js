import { html } from '../html.js';
import { usePage } from './page-context.js';
import { displayName } from './people-names.js';

/** @import { Act } from './page-state.js' */

/** Commands that wait for their answer, and those that never got one: only the person sees them. */
export function PendingActs() {
  const { state } = usePage();
  const mine = state.acts.filter(
    (act) => act.kind === 'command' && act.channelId === state.place.channelId,
  );
  const bot = state.bot === null ? 'The bot' : displayName(state.bot);
  return html`<div class="pending">
    ${mine.map((act) => html`<${PendingAct} key=${act.nonce} act=${act} bot=${bot} />`)}
  </div>`;
}

/** @param {{ act: Act; bot: string }} props */
function PendingAct({ act, bot }) {
  const { dispatch } = usePage();
  if (act.state === 'waiting') {
    return html`<p class="pending-act" data-state="waiting">
      <span class="spinner" aria-hidden="true"></span> ${bot} is answering <strong>${act.label}</strong>…
    </p>`;
  }
  return html`<p class="pending-act" data-state="failed" role="alert">
    <span aria-hidden="true">⚠</span>
    <span><strong>${act.label}</strong>: ${act.detail ?? 'The application did not respond'}</span>
    <button type="button" class="link-button" onClick=${() => dispatch({ type: 'act-dismissed', nonce: act.nonce })}>
      Dismiss
    </button>
  </p>`;
}
