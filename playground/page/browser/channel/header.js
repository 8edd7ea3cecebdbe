import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { recipientName } from '../store/people-names.js';
import { Tips } from './tips.js';

/** @param {{ drawer: boolean; onDrawer: () => void }} props */
export function Header({ drawer, onDrawer }) {
  const { state } = usePage();
  const { place, guilds, directMessages } = state;
  const guild = guilds.find((candidate) => candidate.id === place.guildId);
  const channel = [...(guild?.channels ?? []), ...directMessages].find(
    (candidate) => candidate.id === place.channelId,
  );
  const direct = guild === undefined;
  const recipients =
    channel !== undefined && 'recipients' in channel ? (channel.recipients ?? []) : [];
  const name =
    channel === undefined ? '' : direct ? recipientName({ recipients }) : (channel.name ?? '');
  const topic = channel !== undefined && 'topic' in channel ? channel.topic : null;
  useEffect(() => {
    document.title =
      name === '' ? 'Discord playground' : `${direct ? '@' : '#'}${name} · Discord playground`;
  }, [name, direct]);
  return html`<header class="channel-header">
    <button type="button" class="icon-button drawer-button" aria-label="Servers and channels" aria-expanded=${drawer} onClick=${onDrawer}>☰</button>
    <span class="channel-sign" aria-hidden="true">${direct ? '@' : '#'}</span>
    <h1>${name}</h1>
    ${typeof topic === 'string' && topic !== '' && html`<p class="topic">${topic}</p>`}
    <${TipsButton} />
  </header>`;
}

/** The tips that an empty channel begins with, from everywhere; Escape and a press elsewhere close them. */
function TipsButton() {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  return html`
    <button type="button" class="tips-button" popovertarget="tips">Playground tips</button>
    <section class="tips floating" id="tips" popover aria-label="Playground tips" ref=${panel}>
      <${Tips} onFilled=${() => panel.current?.hidePopover()} />
    </section>
  `;
}
