/** @typedef {{ readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }} Box */

const gap = 4;
const margin = 8;

/**
 * Puts a fixed element below (or above) a box, inside the window whatever the box's place is.
 * @param {HTMLElement} element
 * @param {Box} box
 * @param {boolean} above
 */
export function placeBeside(element, box, above) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = box.bottom + gap;
  const over = box.top - gap - height;
  const fitsBelow = below + height <= innerHeight - margin;
  const fitsOver = over >= margin;
  const wanted = above
    ? fitsOver || !fitsBelow
      ? over
      : below
    : fitsBelow || !fitsOver
      ? below
      : over;
  const top = Math.max(margin, Math.min(wanted, innerHeight - height - margin));
  const left = Math.max(margin, Math.min(box.left, innerWidth - width - margin));
  element.style.top = `${top}px`;
  element.style.left = `${left}px`;
}
