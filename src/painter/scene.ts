// Composes one window: sky, layers of land from far to near with the subject among them, and weather in front. It
// relies on the look for colours and on the plane for positions, and does not handle pixels.
import type { Rectangle } from '#domain/geometry.ts';
import { type Clearing, layerProfile, paintLayer, RISE } from './land.ts';
import { ACCENTS, at, createLook, type Look, type Scene } from './look.ts';
import { createPlane, mix, round as n, type Plane } from './plane.ts';
import { paintSky, paintWeather } from './sky.ts';
import { drawings } from './words.ts';

const SKIN = ['#f0c6a4', '#d9a37c', '#a8704a', '#7a4c34', '#f5d3b8'];
/** Layers grow towards the viewer by this factor; the subject stands on the fourth. */
const NEARER = 1.62;
const STAGE = 3;
const layerBase = (horizon: number, layer: number) =>
  horizon + (45 * (NEARER ** layer - 1)) / (NEARER - 1);

/** The part of the plane inside `view` as the inside of an SVG document. */
export function sceneSvg(scene: Scene, view: Rectangle, detail: number): string {
  const look = createLook(scene);
  const plane = createPlane(look.dice, view, detail);
  const subject = placeSubject(look, plane);
  const art = [paintSky(look, plane)];
  let waiting = true;
  for (let layer = 0; layer < 40; layer++) {
    const base = layerBase(look.horizon, layer);
    if (waiting && base > subject.foot) {
      art.push(subject.art);
      waiting = false;
    }
    if (base - RISE * 1.3 ** Math.max(0, layer - 4) > plane.bottom && !waiting) break;
    art.push(paintLayer(look, plane, layer, base, layer >= STAGE ? subject.clearing : null));
  }
  art.push(paintWeather(look, plane));
  return `<defs>${plane.definitions.join('')}</defs>${art.join('')}`;
}

function placeSubject(
  look: Look,
  plane: Plane,
): { readonly foot: number; readonly art: string; readonly clearing: Clearing | null } {
  const { traits, choice, dice } = look;
  const shapeless = traits.ground === null && traits.subject === null;
  // A scene without a subject usually gets a small inhabitant.
  const home = choice('home') < 0.75 ? look.ground.home : '';
  const name = traits.subject ?? (shapeless ? 'shapes' : home);
  const drawing = drawings[name];
  if (!drawing) return { foot: look.horizon, art: '', clearing: null };
  const close = drawing.size > 1;
  const main = traits.subject !== null || shapeless;
  const scale =
    drawing.size * (main ? (close ? 0.9 : 0.8) + (close ? 0.25 : 0.45) * dice('size') : 0.5);
  const x = (close ? 0.5 : 1) * (-190 + 380 * dice('place'));
  const wet = look.ground.body === 'sea' || look.ground.body === 'city';
  const base = layerBase(look.horizon, STAGE);
  const ground = wet ? base + 20 : layerProfile(look, plane, STAGE, base)(x) + 14;
  const foot = ground - drawing.lift * 1000 * (drawing.lift < 0 ? scale / drawing.size : 1);
  const dim = (colour: string) =>
    mix(mix(colour, look.shadow, look.dusk * 0.5), look.low, look.foggy ? 0.25 : 0.06);
  const body = traits.tint ?? mix(drawing.colour, look.accent, 0.25 * choice('body'));
  const fills = {
    a: body,
    c: '#f4ead8',
    d: '#2b2a38',
    f: at(ACCENTS, choice('second')),
    g: at(SKIN, choice('skin')),
    l: '#3f7a4a',
  };
  const style = Object.entries(fills)
    .map(([key, colour]) => `.${key}{fill:${dim(colour)}}`)
    .join('');
  plane.definitions.push(
    `<style>${style}.b{fill:${look.shadow};fill-opacity:.26}.mirror .once{display:none}.e{fill:${look.lamp}}.s{fill:none;stroke:${dim('#2b2a38')};stroke-width:9;stroke-linecap:round;stroke-linejoin:round}</style>`,
    `<linearGradient id="beam"><stop offset="0" stop-color="${look.lamp}" stop-opacity=".75"/><stop offset="1" stop-color="${look.lamp}" stop-opacity="0"/></linearGradient>`,
  );
  const side = choice('side') < 0.5 ? -1 : 1;
  const art = [name, ...traits.worn].map((part) => drawings[part]?.art ?? '').join('');
  const placed = (down: number) =>
    `translate(${n(x)} ${n(foot)}) scale(${n(scale * side * 100) / 100} ${n(scale * down * 100) / 100})`;
  const mirror =
    look.ground.body === 'sea'
      ? `<g transform="${placed(-0.5)}" opacity=".16" class="mirror">${art}</g>`
      : '';
  return {
    foot: Math.max(foot, ground),
    art: `${mirror}<g transform="${placed(1)}">${art}</g>`,
    clearing: { x, half: scale * 330 },
  };
}
