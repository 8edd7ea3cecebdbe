// The drawing tools of one window: gradients, silhouettes and scattered objects as SVG. Everything is placed by the
// dice, never by the window, so overlapping windows agree. The scene decides what is drawn.
import type { Rectangle, Size } from '#domain/geometry.ts';
import type { Dice } from './dice.ts';

/** A window on the plane; 1000 units are the short side of a fresh picture. */
export type PlaneWindow = {
  readonly centerX: number;
  readonly centerY: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Size;
  /** Finer rock and grain: 0 for a fresh picture, one more for each doubling of the pixels. */
  readonly detail?: number | undefined;
};

/** The shape of a silhouette: up to two octaves are soft, more are rocky. */
export type Shape = {
  readonly height: number;
  readonly wide: number;
  readonly octaves: number;
  readonly steep?: boolean;
};

/** A height by horizontal position, both in plane units. */
export type Profile = (x: number) => number;

/** A random number from 0 to 1 for a salt; the same salt gives the same number. */
export type Roll = (salt: string) => number;
type Stop = readonly [offset: number, colour: string, opacity?: number];

const ENDLESS = 1e7;
const ITEMS_MAX = 25_000;
const STEP = 8;

/** Two decimals, enough for SVG. */
export const round = (value: number) => Math.round(value * 100) / 100;

/** A colour between two, as `#rrggbb`; `part` 0 is the first, 1 the second. */
export function mix(one: string, other: string, part: number): string {
  const channel = (hex: string, from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  const mixed = [1, 3, 5].map((from) =>
    Math.round(channel(one, from) + (channel(other, from) - channel(one, from)) * part)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}

/** The endless surface that scenes are painted on. */
export type Plane = ReturnType<typeof createPlane>;

/** The part of the plane that `view` shows, in plane units; `detail` is its number of details. */
export function createPlane(dice: Dice, view: Rectangle, detail: number) {
  const right = view.left + view.width;
  const bottom = view.top + view.height;
  const definitions: string[] = [];
  const stops = (list: readonly Stop[]) =>
    list
      .map(
        ([offset, colour, opacity = 1]) =>
          `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${round(opacity)}"/>`,
      )
      .join('');

  function along(
    salt: string,
    place: { spacing: number; reach: number; top: number; height: number; row: number },
    draw: (x: number, roll: Roll) => string,
  ): string {
    const { spacing, reach, top, height, row } = place;
    const last = Math.ceil((right + reach) / spacing);
    const first = Math.floor((view.left - reach) / spacing) - 1;
    if (last - first > ITEMS_MAX || top > bottom || top + height < view.top) return '';
    let art = '';
    for (let column = first; column <= last; column++) {
      const left = column * spacing - reach;
      const touches = { left, top, width: spacing + 2 * reach, height };
      const roll = (name: string) => dice(salt + name, column, row, touches);
      art += draw((column + roll('x')) * spacing, roll);
    }
    return art;
  }

  return {
    left: view.left,
    bottom,
    definitions,

    /** Everything below a height. */
    fill(paint: string, top: number): string {
      const from = Math.max(top, view.top);
      if (from >= bottom) return '';
      return `<path fill="${paint}" d="M${round(view.left)} ${round(from)}H${round(right)}V${round(bottom)}H${round(view.left)}z"/>`;
    },

    /** A vertical gradient between two heights of the plane; its ends continue forever. */
    fade(top: number, below: number, list: readonly Stop[]): string {
      const id = `fade${definitions.length}`;
      definitions.push(
        `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${round(top)}" y2="${round(below)}">${stops(list)}</linearGradient>`,
      );
      return `url(#${id})`;
    },

    /** A soft round light that drawings may refer to. */
    glow(id: string, colour: string, strength: number): void {
      definitions.push(
        `<radialGradient id="${id}">${stops([
          [0, colour, strength],
          [0.3, colour, strength * 0.42],
          [0.6, colour, strength * 0.13],
          [1, colour, 0],
        ])}</radialGradient>`,
      );
    },

    /** One object per step of a row; `reach` is the most it extends beyond its step. */
    along,

    /** One object per square of a lattice between two heights. */
    scatter(
      salt: string,
      place: { spacing: number; rows: number; reach: number; top: number; bottom: number },
      draw: (x: number, y: number, roll: Roll) => string,
    ): string {
      const { rows, reach } = place;
      const first = Math.floor(Math.max(view.top - reach, place.top) / rows);
      const last = Math.ceil(Math.min(bottom + reach, place.bottom) / rows);
      // Small objects in a very wide window are below a pixel and too many to draw.
      if ((last - first) * ((view.width + 2 * reach) / place.spacing) > ITEMS_MAX) return '';
      let art = '';
      for (let row = first; row < last; row++) {
        const touched = { ...place, row, top: row * rows - reach, height: rows + 2 * reach };
        art += along(salt, touched, (x, roll) => draw(x, (row + roll('y')) * rows, roll));
      }
      return art;
    },

    /** The upper edge of a layer of land as a function of x. */
    ridge({ height, wide, octaves, steep }: Shape, layer: number, base: number): Profile {
      const rock = octaves > 2;
      const value = (octave: number, column: number, spacing: number) =>
        dice(`ridge${octave}`, column, layer, {
          left: (column - 1) * spacing,
          top: base - height,
          width: 2 * spacing,
          height: ENDLESS,
        });
      return (x) => {
        let sum = 0;
        for (let octave = 0; octave < octaves + (rock ? detail : 0); octave++) {
          const spacing = wide / 2 ** octave;
          const column = Math.floor(x / spacing);
          const part = x / spacing - column;
          const eased = steep ? Math.min(1, part * 8) : rock ? part : part * part * (3 - 2 * part);
          const from = value(octave, column, spacing);
          sum += (from + (value(octave, column + 1, spacing) - from) * eased) * 0.5 ** (octave + 1);
        }
        return base - height * sum;
      };
    },

    /** A profile as a polyline over the whole window; its points never move with the window. */
    line(profile: Profile): string {
      const coarse = 2 ** Math.max(0, Math.ceil(Math.log2(view.width / 6000)));
      const step = (STEP * coarse) / 2 ** detail;
      const points: string[] = [];
      for (let x = (Math.floor(view.left / step) - 1) * step; x < right + 2 * step; x += step) {
        points.push(`${round(x)} ${round(profile(x))}`);
      }
      return `M${points.join('L')}`;
    },
  };
}
