import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { recipientName } from '../store/people-names.js';
import { Tips } from './tips.js';

/** Where a channel begins; in an empty one, what to do first. */
export function Welcome() {
  const { state } = usePage();
  const { place, guilds, directMessages } = state;
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
  return html`<section class="welcome" aria-label="Welcome">
    <img src="/page/icon.svg" alt="" width="56" height="56" />
    <h2>${direct ? name : `Welcome to ${name}`}</h2>
    ${empty ? html`<${Tips} />` : html`<p>This is where ${name} begins.</p>`}
  </section>`;
}
