import { useRef, useState } from 'preact/hooks';
import { Avatar } from '../avatar.js';
import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { displayName } from '../store/people-names.js';
import { nextTheme, useTheme } from '../theme.js';
import { LanguageSwitch } from './language-switch.js';
import { Menu } from './menu.js';

/** Bottom left: who the visitor acts as. @param {{ onPerson: (userId: string) => void; onLocale: (code: string) => void }} props */
export function PeopleSwitcher({ onPerson, onLocale }) {
  const { state } = usePage();
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [at, setAt] = useState(/** @type {{ x: number; y: number } | null} */ (null));
  const { me, people } = state;
  if (me === null) return html`<div class="me"></div>`;
  const toggle = () => {
    const box = button.current?.getBoundingClientRect();
    setAt(at === null && box !== undefined ? { x: box.left, y: box.top - 8 } : null);
  };
  const close = () => {
    setAt(null);
    button.current?.focus();
  };
  const items = people.map((person) => ({
    label: displayName(person.user),
    hint: person.role,
    icon: html`<${Avatar} user=${person.user} small />`,
    checked: person.user.id === me.user.id,
    onSelect: () => onPerson(person.user.id),
  }));
  return html`<div class="me">
    <button
      ref=${button}
      type="button"
      class="me-button"
      aria-haspopup="menu"
      aria-expanded=${at !== null}
      aria-label=${`Acting as ${displayName(me.user)}, ${me.role}. Switch person`}
      onClick=${toggle}
    >
      <${Avatar} user=${me.user} small />
      <span class="me-names">
        <span class="me-name">${displayName(me.user)}</span>
        <span class="me-role">${me.role}</span>
      </span>
      <svg viewBox="0 0 16 16" class="me-arrows" aria-hidden="true"><path d="M5 6l3-3 3 3M5 10l3 3 3-3" /></svg>
    </button>
    <${LanguageSwitch} onLocale=${onLocale} />
    <${ThemeButton} />
    ${at !== null && html`<${Menu} at=${at} above label="Act as" sections=${[{ title: 'Act as', items }]} onClose=${close} />`}
  </div>`;
}

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const next = nextTheme(theme);
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${`Switch to the ${next} theme`}
    title=${`Switch to the ${next} theme`}
    onClick=${() => setTheme(next)}
  >
    ${theme === 'dark' ? '☀' : '☾'}
  </button>`;
}
