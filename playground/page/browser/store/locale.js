/** The languages that the switch offers, by Discord's codes, each called as its speakers call it. */
export const locales = [
  { code: 'en-US', name: 'English' },
  { code: 'de', name: 'Deutsch' },
  { code: 'fr', name: 'Français' },
  { code: 'es-ES', name: 'Español' },
  { code: 'pt-BR', name: 'Português do Brasil' },
  { code: 'ja', name: '日本語' },
  { code: 'ko', name: '한국어' },
  { code: 'zh-CN', name: '中文' },
];

/** @type {(userId: string) => string} */
const storageKey = (userId) => `playground-locale-${userId}`;

/** What the person chose in this browser. @type {(userId: string) => string | null} */
export const readLocale = (userId) => localStorage.getItem(storageKey(userId));

/** @type {(userId: string, code: string) => void} */
export const writeLocale = (userId, code) => localStorage.setItem(storageKey(userId), code);
