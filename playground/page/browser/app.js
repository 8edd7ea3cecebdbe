/**
 * The playground's page: a channel as Discord would show it. It relies on the server's events
 * for everything it shows (`protocol.ts`), and never decides what a bot or a person may do.
 */
import { render } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { Header } from './channel/header.js';
import { MessageList } from './channel/message-list.js';
import { dropKey, placeHash, readPerson, readPlace, writePerson } from './channel/place-address.js';
import { Composer } from './composer/composer.js';
import { html } from './html.js';
import { Lightbox } from './message/lightbox.js';
import { MessageMenu } from './message/message-menu.js';
import { ReactionPicker } from './message/reactions.js';
import { Modal } from './modal/modal.js';
import { Banners, Notices } from './notices.js';
import { Sidebar } from './sidebar.js';
import { makeActs } from './store/acts.js';
import { openConnection } from './store/connection.js';
import { readLocale, writeLocale } from './store/locale.js';
import { PageProvider } from './store/page-context.js';
import { reduceState, startState } from './store/page-state.js';

/**
 * @import { APIMessage, APIUser } from 'discord-api-types/v10'
 * @import { Page, Picture } from './store/page-context.js'
 */

/**
 * @typedef {{ kind: 'menu'; at: { x: number; y: number }; message: APIMessage; user: APIUser | undefined }
 *   | { kind: 'reactions'; at: { x: number; y: number }; message: APIMessage }
 *   | { kind: 'lightbox'; pictures: readonly Picture[]; index: number }} Overlay
 */

/** @param {string | null} userId */
function useServer(userId) {
  const [locale, setLocale] = useState(/** @type {string | null} */ (null));
  const [state, dispatch] = useReducer(reduceState, readPlace(location.hash), startState);
  const line = useRef(/** @type {ReturnType<typeof openConnection> | null} */ (null));
  useEffect(() => {
    const opened = openConnection({
      userId,
      locale,
      onEvent: (event) => {
        if (event.type === 'ready') {
          writePerson(event.me.user.id);
          // A server that was restarted, or another person: their own language once more.
          const chosen = readLocale(event.me.user.id);
          if (chosen !== null && chosen !== event.me.locale) setLocale(chosen);
        }
        dispatch({ type: 'event', event });
      },
      onChange: (connection) => dispatch({ type: 'connection-changed', connection }),
    });
    line.current = opened;
    return () => opened.close();
  }, [userId, locale]);
  const acts = useMemo(
    () => makeActs((request) => line.current?.send(request) ?? false, dispatch),
    [],
  );
  const { channelId } = state.place;
  useEffect(() => {
    if (channelId !== null && state.visits > 0)
      line.current?.send({ type: 'open-channel', channelId });
  }, [channelId, state.visits]);
  return { state, dispatch, acts, setLocale };
}

function App() {
  const [userId, setUserId] = useState(readPerson);
  const { state, dispatch, acts, setLocale } = useServer(userId);
  const [overlay, setOverlay] = useState(/** @type {Overlay | null} */ (null));
  const [drawer, setDrawer] = useState(false);
  const [fill, setFill] = useState({ text: '', count: 0 });

  const hash = placeHash(state.place);
  useEffect(() => {
    if (hash !== '' && hash !== location.hash) history.pushState(null, '', hash);
  }, [hash]);
  useEffect(() => {
    const follow = () => dispatch({ type: 'place-opened', place: readPlace(location.hash) });
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  /** @type {Page} */
  const page = {
    state,
    dispatch,
    acts,
    openLightbox: (pictures, index) => setOverlay({ kind: 'lightbox', pictures, index }),
    openMessageMenu: (at, message, user) => setOverlay({ kind: 'menu', at, message, user }),
    openReactions: (at, message) => setOverlay({ kind: 'reactions', at, message }),
    fillComposer: (text) => setFill((old) => ({ text, count: old.count + 1 })),
  };
  /** @param {string} chosen */
  const changePerson = (chosen) => {
    dispatch({ type: 'person-changed' });
    setLocale(null);
    setUserId(chosen);
    setDrawer(false);
  };
  /** @param {string} code */
  const changeLocale = (code) => {
    if (state.me !== null) writeLocale(state.me.user.id, code);
    setLocale(code);
  };
  return html`<${PageProvider} value=${page}>
    <div class="app" data-connection=${state.connection} data-drawer=${drawer}>
      <${Sidebar} open=${drawer} onClose=${() => setDrawer(false)} onPerson=${changePerson} onLocale=${changeLocale} />
      ${drawer && html`<div class="scrim" onClick=${() => setDrawer(false)}></div>`}
      <main class="channel">
        <${Header} onDrawer=${() => setDrawer(!drawer)} drawer=${drawer} />
        <${Banners} />
        <${MessageList} />
        <${Composer} fill=${fill} />
      </main>
      <${Notices} />
      <div class="hidden" role="status" aria-live="polite">${state.announcement}</div>
      <${OverlayView} overlay=${overlay} onClose=${() => setOverlay(null)} />
      ${state.modal !== null && html`<${Modal} key=${state.modal.nonce} modal=${state.modal} />`}
    </div>
  <//>`;
}

/** @param {{ overlay: Overlay | null; onClose: () => void }} props */
function OverlayView({ overlay, onClose }) {
  if (overlay === null) return null;
  if (overlay.kind === 'lightbox') {
    return html`<${Lightbox} pictures=${overlay.pictures} start=${overlay.index} onClose=${onClose} />`;
  }
  const back = () => {
    onClose();
    document.getElementById(`message-${overlay.message.id}`)?.focus({ preventScroll: true });
  };
  return overlay.kind === 'menu'
    ? html`<${MessageMenu} at=${overlay.at} message=${overlay.message} user=${overlay.user} onClose=${back} />`
    : html`<${ReactionPicker} at=${overlay.at} message=${overlay.message} onClose=${back} />`;
}

dropKey();
const root = document.getElementById('app');
if (root !== null) render(html`<${App} />`, root);
