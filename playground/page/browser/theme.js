import { useEffect, useState } from 'preact/hooks';

/** @typedef {'dark' | 'light'} Theme */

const storageKey = 'playground-theme';
const prefersLight = matchMedia('(prefers-color-scheme: light)');

/** @type {() => Theme} */
const startTheme = () => {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return prefersLight.matches ? 'light' : 'dark';
};

/** @type {(theme: Theme) => Theme} */
export const nextTheme = (theme) => (theme === 'dark' ? 'light' : 'dark');

/** Follows the system until the person chooses. @returns {readonly [Theme, (theme: Theme) => void]} */
export function useTheme() {
  const [theme, setTheme] = useState(startTheme);
  useEffect(() => {
    const follow = () => setTheme(startTheme());
    prefersLight.addEventListener('change', follow);
    return () => prefersLight.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  /** @param {Theme} chosen */
  const choose = (chosen) => {
    localStorage.setItem(storageKey, chosen);
    setTheme(chosen);
  };
  return [theme, choose];
}
