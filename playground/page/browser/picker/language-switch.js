import { useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { locales } from '../store/locale.js';
import { usePage } from '../store/page-context.js';
import { Menu } from './menu.js';

/** The language of the acting person's client: what the bot is told and commands are shown in. @param {{ onLocale: (code: string) => void }} props */
export function LanguageSwitch({ onLocale }) {
  const { state } = usePage();
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [at, setAt] = useState(/** @type {{ x: number; y: number } | null} */ (null));
  if (state.me === null) return null;
  const { locale } = state.me;
  const name = locales.find(({ code }) => code === locale)?.name ?? locale;
  const toggle = () => {
    const box = button.current?.getBoundingClientRect();
    setAt(at === null && box !== undefined ? { x: box.left, y: box.top - 8 } : null);
  };
  const close = () => {
    setAt(null);
    button.current?.focus();
  };
  const items = locales.map(({ code, name: label }) => ({
    label,
    hint: code,
    checked: code === locale,
    onSelect: () => onLocale(code),
  }));
  return html`<button
      ref=${button}
      type="button"
      class="icon-button language-button"
      aria-haspopup="menu"
      aria-expanded=${at !== null}
      aria-label=${`Language: ${name}. Switch language`}
      title="Switch language"
      onClick=${toggle}
    >
      ${locale.slice(0, 2).toUpperCase()}
    </button>
    ${at !== null && html`<${Menu} at=${at} above label="Language" sections=${[{ title: 'Language', items }]} onClose=${close} />`}`;
}
