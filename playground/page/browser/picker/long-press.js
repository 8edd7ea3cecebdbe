const pressMs = 450;
const slackPixels = 10;

/**
 * Handlers that open a menu at the pointer: right-click, the menu key, or a long touch (phones
 * without a contextmenu event).
 * @param {(at: { x: number; y: number }) => void} open
 */
export function longPress(open) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let from = { x: 0, y: 0 };
  const cancel = () => clearTimeout(timer);
  return {
    /** @param {MouseEvent} event */
    onContextMenu: (event) => {
      // Links, pictures and text fields keep the browser's own menu; so does a text selection.
      if (
        event.target instanceof Element &&
        event.target.closest('a, input, textarea, video') !== null
      )
        return;
      if (getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      cancel();
      const box = event.target instanceof Element ? event.target.getBoundingClientRect() : null;
      const byKey = event.clientX === 0 && event.clientY === 0 && box !== null;
      open(byKey ? { x: box.left + 16, y: box.top + 16 } : { x: event.clientX, y: event.clientY });
    },
    /** @param {PointerEvent} event */
    onPointerDown: (event) => {
      if (event.pointerType !== 'touch') return;
      from = { x: event.clientX, y: event.clientY };
      cancel();
      timer = setTimeout(() => open(from), pressMs);
    },
    /** @param {PointerEvent} event */
    onPointerMove: (event) => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > slackPixels) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}
