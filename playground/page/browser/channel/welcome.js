import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { displayName, recipientName } from '../store/people-names.js';

/** Where a channel begins; in an empty one, what to do first. */
export function Welcome() {
  const { state, fillComposer } = usePage();
  const { place, guilds, directMessages, welcome } = state;
  const example = welcome?.example;
  const guild = guilds.find((candidate) => candidate.id === place.guildId);
  const channel = [...(guild?.channels ?? []), ...directMessages].find(
    (candidate) => candidate.id === place.channelId,
  );
  if (channel === undefined) {
    return html`<section class="welcome"><h2>Nothing to see here</h2><p>${state.me === null ? 'Connecting to the playground…' : 'Pick a channel on the left.'}</p></section>`;
  }
  const messages = state.messages[channel.id];
  const empty = messages !== undefined && messages.length === 0;
  const direct = guild === undefined;
  const name = direct ? recipientName('recipients' in channel ? channel : {}) : `#${channel.name}`;
  const bot = state.bot === null ? 'the bot' : displayName(state.bot);
  return html`<section class="welcome" aria-label="Welcome">
    <img src="/page/icon.svg" alt="" width="56" height="56" />
    <h2>${direct ? name : `Welcome to ${name}`}</h2>
    ${!empty && html`<p>This is where ${name} begins.</p>`}
    ${
      empty &&
      html`
      <p>
        This is the playground: a Discord on your desk, without Discord. ${bot} is the real bot. ${welcome?.text}
      </p>
      ${
        example !== undefined &&
        html`<p class="welcome-try">Try it:</p>
      <button type="button" class="welcome-example" onClick=${() => fillComposer(example)}>
        <code>${example}</code><span>Fill in ↵</span>
      </button>`
      }
      <ul class="welcome-hints">
        <li>Type <kbd>/</kbd> to see every command.</li>
        ${(welcome?.hints ?? []).map((hint) => html`<li key=${hint}>${hint}</li>`)}
        <li>Right-click a message (or hold it) for the bot's menu, or add a reaction.</li>
        <li>Bottom left: act as somebody else, to see what a member or a stranger may do.</li>
      </ul>
    `
    }
  </section>`;
}
