import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';

/** @import { Picture } from '../store/page-context.js' */

/**
 * One picture large, over everything. The dialog element keeps the focus inside and gives it
 * back to the picture that opened it.
 * @param {{ pictures: readonly Picture[]; start: number; onClose: () => void }} props
 */
export function Lightbox({ pictures, start, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [index, setIndex] = useState(start);
  const [actualSize, setActualSize] = useState(false);
  const picture = pictures[index];
  useEffect(() => dialog.current?.showModal(), []);
  /** @param {number} step */
  const turn = (step) => {
    setIndex((index + step + pictures.length) % pictures.length);
    setActualSize(false);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'ArrowRight') turn(1);
    if (event.key === 'ArrowLeft') turn(-1);
  };
  /** @param {MouseEvent} event */
  const closeOnBackdrop = (event) => {
    if (event.target instanceof Element && event.target.matches('.lightbox, .lightbox-stage'))
      onClose();
  };
  if (picture === undefined) return null;
  return html`<dialog
    ref=${dialog}
    class="lightbox"
    aria-label=${`Picture ${picture.name}`}
    onClose=${onClose}
    onClick=${closeOnBackdrop}
    onKeyDown=${onKeyDown}
  >
    <div class="lightbox-bar">
      <span class="lightbox-name">${picture.name}</span>
      ${pictures.length > 1 && html`<span>${index + 1} / ${pictures.length}</span>`}
      <a href=${picture.url} target="_blank" rel="noreferrer noopener">Open original</a>
      <button type="button" class="icon-button" aria-label="Close" onClick=${onClose}>✕</button>
    </div>
    <div class="lightbox-stage" data-actual-size=${actualSize}>
      <img
        src=${picture.url}
        alt=${picture.name}
        title=${actualSize ? 'Fit to the window' : 'Show at full size'}
        onClick=${() => setActualSize(!actualSize)}
      />
    </div>
    ${
      pictures.length > 1 &&
      html`
      <button type="button" class="lightbox-turn lightbox-back" aria-label="Previous picture" onClick=${() => turn(-1)}>‹</button>
      <button type="button" class="lightbox-turn lightbox-on" aria-label="Next picture" onClick=${() => turn(1)}>›</button>
    `
    }
  </dialog>`;
}
