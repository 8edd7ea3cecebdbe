import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { displayName } from '../store/people-names.js';

/**
 * What a newcomer can do here.
 * @param {{ onFilled?: () => void }} props `onFilled` is told when the example stands in the composer
 */
export function Tips({ onFilled }) {
  const { state, fillComposer } = usePage();
  const { welcome } = state;
  const example = welcome?.example;
  const bot = state.bot === null ? 'the bot' : displayName(state.bot);
  const fill = () => {
    fillComposer(example ?? '');
    onFilled?.();
  };
  return html`
    <p>
      This is the playground: a Discord on your desk, without Discord. ${bot} is the real bot. ${welcome?.text}
    </p>
    ${
      example !== undefined &&
      html`<p class="welcome-try">Try it:</p>
    <button type="button" class="welcome-example" onClick=${fill}>
      <code>${example}</code><span>Fill in ↵</span>
    </button>`
    }
    <ul class="welcome-hints">
      <li>Type <kbd>/</kbd> to see every command.</li>
      ${(welcome?.hints ?? []).map((hint) => html`<li key=${hint}>${hint}</li>`)}
      <li>Right-click a message (or hold it) for the bot's menu, or add a reaction.</li>
      <li>Bottom left: act as somebody else, to see what a member or a stranger may do.</li>
    </ul>
  `;
}
