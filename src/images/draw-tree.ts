/**
 * Draws a tree of jobs: thumbnails in boxes, lines from parents to children, the requested job framed. It relies on
 * sharp for text and thumbnails, off the event loop. Deterministic.
 */
import type { Attachment } from '#ports/messenger.ts';
import type { TreeBox } from '#ports/pictures.ts';
import { sharp } from './sharp.ts';
import { BOX, type PlacedBox, treeLayout } from './tree-layout.ts';

/** Discord's dark background and text; the picture is legible on the light one too. */
const PAINT = {
  ground: '#2b2d31',
  box: '#1e1f22',
  text: '#f2f3f5',
  faint: '#b5bac1',
  line: '#6d6f78',
  asked: '#5865f2',
} as const;
const FONT = 'DejaVu Sans, Noto Sans, Arial, sans-serif';
const LABEL_CHARACTERS_MAX = 22;
/** Discord shows no picture narrower than this at its own size. */
const WIDTH_MIN = 420;

/** Draws it as a PNG. */
export async function drawTree(boxes: readonly TreeBox[]): Promise<Attachment> {
  const { width: needed, height, placed } = treeLayout(boxes);
  const width = Math.max(needed, WIDTH_MIN);
  const shift = Math.floor((width - needed) / 2);
  const centred = placed.map((one) => ({ ...one, left: one.left + shift }));
  const thumbnails = await Promise.all(
    centred.flatMap(({ box, left, top }) =>
      box.thumbnail === null ? [] : [thumbnail(box.thumbnail, left, top)],
    ),
  );
  const ground = sharp({ create: { width, height, channels: 3, background: PAINT.ground } });
  const svg = (parts: readonly string[]) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`,
    );
  const bytes = await ground
    .composite([
      { input: svg([...lines(centred), ...centred.map(floor)]), left: 0, top: 0 },
      ...thumbnails,
      { input: svg(centred.map(front)), left: 0, top: 0 },
    ])
    .png({ compressionLevel: 7 })
    .toBuffer();
  return { bytes, mediaType: 'image/png' };
}

async function thumbnail(bytes: Uint8Array, left: number, top: number) {
  const { data, info } = await sharp(bytes)
    .resize({ width: BOX.side, height: BOX.side, fit: 'inside' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return {
    input: data,
    left: left + Math.floor((BOX.side - info.width) / 2),
    top: top + Math.floor((BOX.side - info.height) / 2),
  };
}

const lines = (placed: readonly PlacedBox[]): readonly string[] =>
  placed.flatMap(({ box, left, top }) => {
    const parent = box.parent === null ? undefined : placed[box.parent];
    if (parent === undefined) return [];
    const from = { x: parent.left + BOX.side / 2, y: parent.top + BOX.side + BOX.caption };
    const to = { x: left + BOX.side / 2, y: top };
    const bend = from.y + (to.y - from.y) / 2;
    const path = `M${from.x} ${from.y} C${from.x} ${bend} ${to.x} ${bend} ${to.x} ${to.y}`;
    return [`<path d="${path}" fill="none" stroke="${PAINT.line}" stroke-width="2.5"/>`];
  });

const floor = ({ left, top }: PlacedBox): string =>
  `<rect x="${left}" y="${top}" width="${BOX.side}" height="${BOX.side}" rx="6" fill="${PAINT.box}"/>`;

function front({ box, left, top }: PlacedBox): string {
  const { isAsked, number } = box;
  const middle = left + BOX.side / 2;
  const frame = `<rect x="${left - 4}" y="${top - 4}" width="${BOX.side + 8}" height="${BOX.side + 8}" rx="8" fill="none" stroke="${PAINT.asked}" stroke-width="5"/>`;
  const badge = `<circle cx="${left + 15}" cy="${top + 15}" r="13" fill="${isAsked ? PAINT.asked : PAINT.box}" stroke="${PAINT.text}" stroke-width="1.5"/>`;
  return [
    isAsked ? frame : '',
    box.thumbnail === null ? symbol(box.holds, middle, top + BOX.side / 2) : '',
    badge,
    text(String(number), left + 15, top + 20, { size: 14, weight: 'bold', fill: PAINT.text }),
    text(labelOf(box), middle, top + BOX.side + 21, {
      size: 14,
      weight: isAsked ? 'bold' : 'normal',
      fill: isAsked ? PAINT.text : PAINT.faint,
    }),
  ].join('');
}

/** Symbols for results without a picture: a video, lines of text, dots for an unfinished job. */
function symbol(holds: TreeBox['holds'], x: number, y: number): string {
  switch (holds) {
    case 'videos':
      return `<path d="M${x - 18} ${y - 24} L${x + 26} ${y} L${x - 18} ${y + 24} Z" fill="${PAINT.faint}"/>`;
    case 'suggestions':
      return [-24, -8, 8, 24]
        .map(
          (dy, place) =>
            `<rect x="${x - 40}" y="${y + dy - 4}" width="${place === 3 ? 48 : 80}" height="7" rx="3" fill="${PAINT.faint}"/>`,
        )
        .join('');
    default:
      return [-22, 0, 22]
        .map((dx) => `<circle cx="${x + dx}" cy="${y}" r="6" fill="${PAINT.faint}"/>`)
        .join('');
  }
}

const labelOf = ({ label }: TreeBox): string =>
  label.length <= LABEL_CHARACTERS_MAX ? label : `${label.slice(0, LABEL_CHARACTERS_MAX - 1)}…`;

const text = (
  words: string,
  x: number,
  y: number,
  style: { readonly size: number; readonly weight: string; readonly fill: string },
): string =>
  `<text x="${x}" y="${y}" text-anchor="middle" font-family="${FONT}" font-size="${style.size}" font-weight="${style.weight}" fill="${style.fill}">${words.replace(/[&<>]/g, '')}</text>`;
