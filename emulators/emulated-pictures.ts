/**
 * The pictures of emulated jobs, painted when they are first fetched. Follow-ups show what they
 * should: a variation departs, a zoom and a pan keep the parent where it was. Where a test wants speed,
 * sketches stand in (the same views with fewer pixels), or flat colours.
 */
import sharp from 'sharp';
import {
  CELLS,
  type PanDirection,
  panPlace,
  panRatio,
  type Ratio,
  type Rectangle,
  type Size,
  tileSize,
  zoomPlace,
} from '#domain/geometry.ts';
import { type PaintedLayer, paintLayers } from '#painter/layers.ts';
import {
  originWindow,
  type PlaneWindow,
  type Scene,
  shownPlane,
  windowAround,
} from '#painter/painter.ts';
import { createPainterPool, type PainterPool } from '#painter/painter-pool.ts';
import { fetchGiven } from './fetch-given.ts';

/** One picture, not yet painted: a plane, the window on it, and the regions that were painted over. */
export type EmulatedPicture = {
  readonly scene: Scene;
  readonly window: PlaneWindow;
  readonly layers?: readonly PaintedLayer[];
};

/** Painted files kept; older ones are painted again when asked for. */
const FILES_KEPT = 64;

const DEPARTURE = 0.85;

/** Four pictures of a prompt. */
export function freshPictures(
  prompt: string,
  ratio: Ratio,
  seed: number,
): readonly EmulatedPicture[] {
  const window = originWindow(tileSize(ratio));
  return CELLS.map((cell) => ({ scene: { prompt, seed: seed + cell }, window }));
}

/** Four departures from a picture; with `keep`, only outside of it. */
export function variedPictures(
  { scene, window, layers = [] }: EmulatedPicture,
  seed: number,
  keep?: Rectangle,
): readonly EmulatedPicture[] {
  return CELLS.map((cell) => ({
    layers,
    scene: {
      ...scene,
      perturbations: [
        ...(scene.perturbations ?? []),
        { seed: seed + cell, strength: DEPARTURE, ...(keep === undefined ? {} : { keep }) },
      ],
    },
    window,
  }));
}

/** Four larger views with the picture in their middle. */
export function zoomedPictures(
  picture: EmulatedPicture,
  factor: number,
  seed: number,
): readonly EmulatedPicture[] {
  const { window } = picture;
  const canvas = window.pixels;
  const larger = windowAround(window, canvas, zoomPlace(canvas, factor));
  return variedPictures({ ...picture, window: larger }, seed, shownPlane(window));
}

/** Four longer views with the picture at one end. */
export function pannedPictures(
  picture: EmulatedPicture,
  direction: PanDirection,
  seed: number,
): readonly EmulatedPicture[] {
  const { window } = picture;
  const canvas = tileSize(panRatio(window.pixels, direction));
  const longer = windowAround(window, canvas, panPlace(canvas, direction));
  return variedPictures({ ...picture, window: longer }, seed, shownPlane(window));
}

/** How the files look: as people should see them, small, or of one colour. */
export type PictureStyle = 'painted' | 'sketched' | 'flat';

/** A sketch has one pixel for so many, each way. */
const SKETCH_SCALE = 4;

/** Paints files and keeps the newest. */
export type PictureStudio = {
  /** The file's measure, which a mask must have. */
  readonly sizeOf: (picture: EmulatedPicture) => Size;
  readonly file: (picture: EmulatedPicture) => Promise<Uint8Array>;
  /** The 2x2 composite. */
  readonly grid: (pictures: readonly EmulatedPicture[]) => Promise<Uint8Array>;
  /** What links lead to; null where one leads to no picture. Nobody looks at flat colours, nor for links. */
  readonly given: (links: readonly string[]) => Promise<readonly Uint8Array[] | null>;
  /** Its measure; null where a stand-in was given, of which nobody knows. */
  readonly givenSize: (file: Uint8Array) => Promise<Size | null>;
  readonly close: () => Promise<void>;
};

export function createPictureStudio(style: PictureStyle): PictureStudio {
  const files = new Map<string, Promise<Uint8Array>>();
  let pool: PainterPool | null = null;
  const remembered = (key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const known = files.get(key);
    if (known !== undefined) return known;
    const oldest = files.keys().next().value;
    if (files.size >= FILES_KEPT && oldest !== undefined) files.delete(oldest);
    const made = make();
    files.set(key, made);
    return made;
  };
  const sizeOf = ({ window }: Pick<EmulatedPicture, 'window'>): Size =>
    style === 'sketched' ? sketchSize(window.pixels) : window.pixels;
  const paint = async ({ scene, window, layers = [] }: EmulatedPicture): Promise<Uint8Array> => {
    const pixels = sizeOf({ window });
    const { width, height } = pixels;
    if (style === 'flat') {
      const background = `#${(scene.seed % 0x1000000).toString(16).padStart(6, '0')}`;
      return sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer();
    }
    pool ??= createPainterPool();
    const view = { ...window, pixels };
    const painted = await paintLayers(pool, await pool.paintWindow(scene, view), layers, view);
    const raw = { width: painted.width, height: painted.height, channels: 3 } as const;
    return sharp(painted.data, { raw }).png({ compressionLevel: 3 }).toBuffer();
  };
  const file = (picture: EmulatedPicture) =>
    remembered(JSON.stringify(picture), () => paint(picture));
  const compose = async (pictures: readonly EmulatedPicture[]): Promise<Uint8Array> => {
    const inputs = await Promise.all(pictures.map(file));
    const { width, height } = await sharp(inputs[0]).metadata();
    const background = '#000000';
    return sharp({ create: { width: width * 2, height: height * 2, channels: 3, background } })
      .composite(
        inputs.map((input, place) => ({
          input: Buffer.from(input),
          left: (place % 2) * width,
          top: Math.floor(place / 2) * height,
        })),
      )
      .png({ compressionLevel: 3 })
      .toBuffer();
  };
  return {
    sizeOf,
    file,
    given: async (links) => {
      if (style !== 'flat') return fetchGiven(links);
      const square = { width: 16, height: 16, channels: 3, background: '#808080' } as const;
      const file = await sharp({ create: square }).png().toBuffer();
      return links.map(() => file);
    },
    givenSize: async (file) => (style === 'flat' ? null : sharp(file).metadata()),
    grid: (pictures) => remembered(`grid${JSON.stringify(pictures)}`, () => compose(pictures)),
    close: async () => {
      await pool?.close();
    },
  };
}

const sketchSize = ({ width, height }: Size): Size => ({
  width: Math.round(width / SKETCH_SCALE),
  height: Math.round(height / SKETCH_SCALE),
});
