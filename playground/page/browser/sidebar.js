import { Avatar } from './avatar.js';
import { html } from './html.js';
import { PeopleSwitcher } from './picker/people.js';
import { usePage } from './store/page-context.js';
import { recipientName } from './store/people-names.js';

/**
 * @import { APIChannel, APIUser } from 'discord-api-types/v10'
 * @import { Place } from './store/page-state.js'
 */

/** Servers and channels; a drawer where the screen is narrow. @param {{ open: boolean; onClose: () => void; onPerson: (userId: string) => void; onLocale: (code: string) => void }} props */
export function Sidebar({ open, onClose, onPerson, onLocale }) {
  return html`<div class="sidebar" data-open=${open} onKeyDown=${closeOnEscape(onClose)}>
    <${Rail} />
    <div class="sidebar-column">
      <${Channels} onChosen=${onClose} />
      <${PeopleSwitcher} onPerson=${onPerson} onLocale=${onLocale} />
    </div>
  </div>`;
}

/** @type {(onClose: () => void) => (event: KeyboardEvent) => void} */
const closeOnEscape = (onClose) => (event) => {
  if (event.key === 'Escape') onClose();
};

function Rail() {
  const { state, acts } = usePage();
  const { place, unread } = state;
  const dm = state.directMessages[0];
  const unreadDm = state.directMessages.some((channel) => unread[channel.id]);
  const openDirect = () => acts.openPlace({ guildId: null, channelId: dm?.id ?? null });
  return html`<nav class="rail" aria-label="Servers">
    <${RailButton} label="Direct messages" current=${place.guildId === null} unread=${unreadDm} onOpen=${openDirect}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 5h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z" /></svg>
    <//>
    <hr />
    ${state.guilds.map((guild) => {
      const channel = guild.channels.find((candidate) => candidate.type === 0);
      return html`<${RailButton}
        key=${guild.id}
        label=${guild.name}
        current=${place.guildId === guild.id}
        unread=${guild.channels.some((candidate) => unread[candidate.id])}
        onOpen=${() => acts.openPlace({ guildId: guild.id, channelId: channel?.id ?? null })}
      >
        ${guild.name
          .split(/\s+/)
          .map((word) => word[0])
          .join('')
          .slice(0, 3)}
      <//>`;
    })}
  </nav>`;
}

/** @param {{ label: string; current: boolean; unread: boolean; onOpen: () => void; children?: unknown }} props */
function RailButton({ label, current, unread, onOpen, children }) {
  return html`<button
    type="button"
    class="rail-button"
    aria-label=${label}
    title=${label}
    aria-current=${current ? 'true' : undefined}
    data-unread=${unread && !current}
    onClick=${onOpen}
  >
    ${children}
  </button>`;
}

/** @param {{ onChosen: () => void }} props */
function Channels({ onChosen }) {
  const { state } = usePage();
  const guild = state.guilds.find((candidate) => candidate.id === state.place.guildId);
  const channels = guild === undefined ? state.directMessages : guild.channels.filter(isShown);
  return html`<nav class="channels" aria-label="Channels">
    <h2>${guild?.name ?? 'Direct messages'}</h2>
    ${channels.length === 0 && html`<p class="channels-empty">Nothing here yet.</p>`}
    <ul>
      ${channels.map(
        (channel) => html`<li key=${channel.id}>
        ${
          channel.type === 4
            ? html`<h3>${channel.name}</h3>`
            : html`<${ChannelButton} channel=${channel} guildId=${guild?.id ?? null} onChosen=${onChosen} />`
        }
      </li>`,
      )}
    </ul>
  </nav>`;
}

/** Text and its relatives; a desk has no voice channels. @type {(channel: APIChannel) => boolean} */
const isShown = (channel) => [0, 4, 5, 10, 11, 12].includes(channel.type);

/** @param {{ channel: APIChannel; guildId: string | null; onChosen: () => void }} props */
function ChannelButton({ channel, guildId, onChosen }) {
  const { state, acts } = usePage();
  const current = state.place.channelId === channel.id;
  const recipients = 'recipients' in channel ? (channel.recipients ?? []) : [];
  const name = guildId === null ? recipientName({ recipients }) : (channel.name ?? 'channel');
  const open = () => {
    acts.openPlace(/** @type {Place} */ ({ guildId, channelId: channel.id }));
    onChosen();
  };
  return html`<button
    type="button"
    class="channel-button"
    aria-current=${current ? 'page' : undefined}
    data-unread=${state.unread[channel.id] === true}
    data-thread=${[10, 11, 12].includes(channel.type)}
    onClick=${open}
  >
    <${ChannelSign} channel=${channel} user=${recipients[0]} />
    <span class="channel-name">${name}</span>
    ${state.unread[channel.id] === true && html`<span class="hidden"> (unread)</span>`}
  </button>`;
}

/** @param {{ channel: APIChannel; user: APIUser | undefined }} props */
function ChannelSign({ channel, user }) {
  if (user !== undefined) return html`<${Avatar} user=${user} small />`;
  const sign = [10, 11, 12].includes(channel.type) ? '⌊' : '#';
  const grown = 'nsfw' in channel && channel.nsfw === true;
  return html`<span class="channel-sign" aria-hidden="true">${grown ? '⚠' : sign}</span>`;
}
