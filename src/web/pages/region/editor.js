/**
 * The region editor: tools above, the picture with the selection over it, the prompt and one button below.
 * Everything works with mouse, finger or keyboard alone. Nothing is sent before the button is pressed.
 */
import htm from 'htm';
import { h, render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { drawMarks, maskPixels, maskPng, NOTHING, redo, undo, withMark } from './selection.js';

/**
 * @import { Mark, Point } from './selection.js'
 * @typedef {'lasso' | 'rectangle' | 'brush' | 'eraser'} Tool
 * @typedef {{ readonly width: number; readonly height: number; readonly prompt: string; readonly words: 'heeded' | 'with-remix' | 'kept' }} Opened
 */

const html = htm.bind(h);
/** What people read here, in their language. @type {Readonly<Record<string, string>>} */
const words = JSON.parse(document.getElementById('words')?.textContent ?? '{}');
/** @type {readonly Tool[]} */
const TOOLS = ['lasso', 'rectangle', 'brush', 'eraser'];
const here = location.pathname.replace(/\/$/, '');

async function start() {
  const root = document.getElementById('editor');
  if (root === null) return;
  const shown = await opened();
  root.replaceChildren();
  render(shown, root);
}

/** The editor, or why there is none: the bot may be away, or a proxy answers for it. */
async function opened() {
  let problem = words.unreachable;
  try {
    const reply = await fetch(`${here}/open`, { method: 'POST' });
    const answer = await reply.json();
    if (reply.ok) return html`<${Editor} opened=${answer} />`;
    problem = answer.message ?? problem;
  } catch {
    // Said below: to whoever waits, no answer and one that cannot be read are the same.
  }
  return html`<p class="problem" role="alert">${problem}</p>`;
}

/** @param {{ opened: Opened }} props */
function Editor({ opened }) {
  const [tool, setTool] = useState(/** @type {Tool} */ ('lasso'));
  const [selection, setSelection] = useState(NOTHING);
  const [draft, setDraft] = useState(/** @type {Mark | null} */ (null));
  const [brush, setBrush] = useState(Math.round(Math.min(opened.width, opened.height) / 12));
  const [prompt, setPrompt] = useState(opened.prompt);
  const [share, setShare] = useState(0);
  const [state, setState] = useState(
    /** @type {{ kind: string; message?: string }} */ ({ kind: 'editing' }),
  );
  const [cursor, setCursor] = useState(/** @type {Point | null} */ (null));
  const drawing = useRef(/** @type {Mark | null} */ (null));
  const mask = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const shown = useRef(/** @type {HTMLCanvasElement | null} */ (null));

  useEffect(() => {
    mask.current ??= Object.assign(document.createElement('canvas'), {
      width: opened.width,
      height: opened.height,
    });
    const context = mask.current.getContext('2d', { willReadFrequently: true });
    const surface = shown.current?.getContext('2d');
    if (context === null || !surface) return;
    drawMarks(context, draft === null ? selection.marks : [...selection.marks, draft]);
    surface.clearRect(0, 0, opened.width, opened.height);
    surface.globalAlpha = 0.55;
    surface.drawImage(mask.current, 0, 0);
    surface.globalCompositeOperation = 'source-in';
    surface.fillStyle = '#5865f2';
    surface.fillRect(0, 0, opened.width, opened.height);
    surface.globalCompositeOperation = 'source-over';
    surface.globalAlpha = 1;
    if (cursor !== null) drawCursor(surface, cursor, brush);
    if (draft === null) setShare(maskPixels(mask.current).share);
  }, [selection, draft, cursor, brush]);

  /** @type {(event: PointerEvent) => Point} */
  const pointOf = (event) => {
    const box = shown.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    const x = ((event.clientX - box.left) / box.width) * opened.width;
    const y = ((event.clientY - box.top) / box.height) * opened.height;
    return [clamp(x, opened.width), clamp(y, opened.height)];
  };

  /** @type {(mark: Mark) => void} */
  const add = (mark) => setSelection((before) => withMark(before, mark));

  // Kept beside the state: a quick tap ends before the page was drawn again.
  /** @type {(mark: Mark | null) => void} */
  const draw = (mark) => {
    drawing.current = mark;
    setDraft(mark);
  };
  /** @type {(event: PointerEvent) => void} */
  const begin = (event) => {
    if (event.button !== 0) return;
    shown.current?.setPointerCapture(event.pointerId);
    setCursor(null);
    draw(firstMark(tool, pointOf(event), brush));
  };
  /** @type {(event: PointerEvent) => void} */
  const go = (event) => {
    if (drawing.current !== null) draw(longer(drawing.current, pointOf(event)));
  };
  const end = () => {
    if (drawing.current !== null) add(drawing.current);
    draw(null);
  };

  /** The arrow keys move a block, space or enter selects it. @type {(event: KeyboardEvent) => void} */
  const onKey = (event) => {
    const step = Math.round(Math.min(opened.width, opened.height) / (event.shiftKey ? 48 : 16));
    const [x, y] = cursor ?? [opened.width / 2, opened.height / 2];
    const moved = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (moved !== undefined) {
      setCursor([
        clamp(x + (moved[0] ?? 0) * step, opened.width),
        clamp(y + (moved[1] ?? 0) * step, opened.height),
      ]);
    } else if (event.key === ' ' || event.key === 'Enter') {
      const half = brush / 2;
      setCursor([x, y]);
      add({
        kind: 'rectangle',
        from: [x - half, y - half],
        to: [x + half, y + half],
        erases: tool === 'eraser',
      });
    } else return;
    event.preventDefault();
  };

  useEffect(() => {
    /** @type {(event: KeyboardEvent) => void} */
    const onShortcut = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLTextAreaElement) return;
      const isRedo = event.key === 'y' || (event.key.toLowerCase() === 'z' && event.shiftKey);
      if (!isRedo && event.key !== 'z') return;
      event.preventDefault();
      setSelection(isRedo ? redo : undo);
    };
    addEventListener('keydown', onShortcut);
    return () => removeEventListener('keydown', onShortcut);
  }, []);

  const send = async () => {
    if (mask.current === null) return;
    setState({ kind: 'sending' });
    const body = new FormData();
    body.set('mask', await maskPng(mask.current), 'mask.png');
    body.set('prompt', prompt);
    try {
      const reply = await fetch(here, { method: 'POST', body });
      const answer = await reply.json();
      setState(reply.ok ? { kind: 'sent' } : { kind: 'editing', message: answer.message });
    } catch {
      setState({ kind: 'editing', message: words.unreachable ?? '' });
    }
  };

  if (state.kind === 'sent') {
    return html`<p class="note" role="status">${words.sent}</p>`;
  }
  const selected =
    share > 0 && share < 0.01
      ? words.selectedLittle
      : words.selected?.replace('{percent}', String(Math.round(share * 100)));
  const canSend = state.kind === 'editing' && share > 0 && share < 1;
  return html`
    <h1>${words.title}</h1>
    <p class="note" id="how">${words.how}</p>
    <div class="tools" role="toolbar" aria-label=${words.tools}>
      ${TOOLS.map(
        (name) =>
          html`<button type="button" aria-pressed=${String(tool === name)} onClick=${() => setTool(name)}>${words[name]}</button>`,
      )}
      <label class="size">${words.size}
        <input type="range" min="8" max=${Math.round(Math.min(opened.width, opened.height) / 2)} value=${brush}
          onInput=${(/** @type {InputEvent} */ event) => {
            if (event.currentTarget instanceof HTMLInputElement)
              setBrush(Number(event.currentTarget.value));
          }} />
      </label>
      <button type="button" disabled=${selection.marks.length === 0} onClick=${() => setSelection(undo)}>${words.undo}</button>
      <button type="button" disabled=${selection.undone.length === 0} onClick=${() => setSelection(redo)}>${words.redo}</button>
      <button type="button" onClick=${() => add({ kind: 'invert' })}>${words.invert}</button>
      <button type="button" disabled=${share === 0} onClick=${() => add({ kind: 'clear' })}>${words.clear}</button>
    </div>
    <div class="stage">
      <img src=${`${here}/picture`} width=${opened.width} height=${opened.height} alt=${words.image} draggable=${false} />
      <canvas ref=${shown} width=${opened.width} height=${opened.height} tabindex="0" role="application"
        aria-label=${words.selection} aria-describedby="how" onPointerDown=${begin} onPointerMove=${go}
        onPointerUp=${end} onPointerCancel=${() => draw(null)} onKeyDown=${onKey}></canvas>
    </div>
    <p class="note" role="status">${selected}</p>
    ${
      opened.words === 'heeded' &&
      html`<label>${words.prompt}
      <textarea value=${prompt} maxlength="4000" onInput=${(/** @type {InputEvent} */ event) => {
        if (event.currentTarget instanceof HTMLTextAreaElement)
          setPrompt(event.currentTarget.value);
      }}></textarea>
    </label>`
    }
    ${opened.words === 'with-remix' && html`<p class="note">${words.remix}</p>`}
    ${state.message && html`<p class="problem" role="alert">${state.message}</p>`}
    <div class="tools">
      <button type="button" class="send" disabled=${!canSend} onClick=${send}>
        ${state.kind === 'sending' ? words.sending : words.repaint}
      </button>
    </div>
  `;
}

/** @type {(value: number, most: number) => number} */
const clamp = (value, most) => Math.min(most, Math.max(0, value));

/** @type {(tool: Tool, at: Point, width: number) => Mark} */
function firstMark(tool, at, width) {
  if (tool === 'rectangle') return { kind: 'rectangle', from: at, to: at, erases: false };
  if (tool === 'lasso') return { kind: 'lasso', points: [at], erases: false };
  return { kind: 'stroke', points: [at], width, erases: tool === 'eraser' };
}

/** @type {(mark: Mark, at: Point) => Mark} */
function longer(mark, at) {
  if (mark.kind === 'rectangle') return { ...mark, to: at };
  return 'points' in mark ? { ...mark, points: [...mark.points, at] } : mark;
}

/** @type {(surface: CanvasRenderingContext2D, at: Point, size: number) => void} */
function drawCursor(surface, [x, y], size) {
  surface.lineWidth = Math.max(2, surface.canvas.width / 300);
  for (const [colour, dash] of /** @type {const} */ ([
    ['#000', 0],
    ['#fff', 12],
  ])) {
    surface.strokeStyle = colour;
    surface.setLineDash([dash, dash]);
    surface.strokeRect(x - size / 2, y - size / 2, size, size);
  }
  surface.setLineDash([]);
}

void start();
