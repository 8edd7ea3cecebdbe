import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/**
 * @import { APIMessage, APIUser } from 'discord-api-types/v10'
 * @import { PageAction, PageState } from './page-state.js'
 * @import { Acts } from './acts.js'
 */

/** @typedef {{ readonly url: string; readonly name: string; readonly video: boolean }} Picture */

/**
 * @typedef {object} Page
 * @property {PageState} state
 * @property {(action: PageAction) => void} dispatch
 * @property {Acts} acts
 * @property {(pictures: readonly Picture[], index: number) => void} openLightbox
 * @property {(at: { x: number; y: number }, message: APIMessage, user?: APIUser) => void} openMessageMenu
 * @property {(at: { x: number; y: number }, message: APIMessage) => void} openReactions
 * @property {(text: string) => void} fillComposer
 */

const PageContext = createContext(/** @type {Page | null} */ (null));

export const PageProvider = PageContext.Provider;

/** What every part of the page may see and do. @returns {Page} */
export function usePage() {
  const page = useContext(PageContext);
  if (page === null) throw new Error('drawn outside the page');
  return page;
}
