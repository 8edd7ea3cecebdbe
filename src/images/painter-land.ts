import { ACCENTS, at, type Look } from './painter-look.ts';
import { mix, round as n, type Plane, type Profile, type Shape } from './painter-plane.ts';

const HILLS: Shape = { height: 85, wide: 430, octaves: 2 };
const SHAPES: Readonly<Record<string, Shape>> = {
  peaks: { height: 430, wide: 300, octaves: 5 },
  mesas: { height: 190, wide: 170, octaves: 1, steep: true },
  dunes: { height: 110, wide: 520, octaves: 1 },
  city: { height: 6, wide: 400, octaves: 1 },
};
/** Layers of the ridge behind; the ones before it are the ground's own. */
const BACK_LAYERS = 2;
const CITY_LAYERS = 3;
const PINE = 'M0-100L16-66H9L26-34H14L34 4H-34L-14-34H-26L-9-66H-16z';

/** How far land of this layer may rise over its base, in plane units. */
export const RISE = 600;

/** The upper edge of a layer; the subject stands on one. */
export function layerProfile(look: Look, plane: Plane, layer: number, base: number): Profile {
  const kind = layer < BACK_LAYERS ? look.ground.back : look.ground.body;
  const shape = SHAPES[kind] ?? HILLS;
  const scale = kind === 'peaks' ? 1 - 0.45 * layer : 1.22 ** layer;
  return plane.ridge(
    { ...shape, height: shape.height * scale, wide: shape.wide * scale },
    layer,
    base,
  );
}

/** One layer of land, or the water that takes the place of all nearer ones. */
export function paintLayer(look: Look, plane: Plane, layer: number, base: number): string {
  const { ground, low, middle, shadow, soil, dusk, foggy } = look;
  const kind = layer < BACK_LAYERS ? ground.back : ground.body;
  const wet = ground.body === 'sea' || ground.body === 'city';
  const shore = ground.body === 'sea' ? BACK_LAYERS : CITY_LAYERS;
  if (wet && layer >= shore) return layer === shore ? paintWater(look, plane, base) : '';
  const profile = layerProfile(look, plane, layer, base);
  const near = 1 - 1 / (1 + 0.42 * layer);
  const own = mix(soil, shadow, dusk * (0.45 + 0.55 * near));
  const colour = mix(mix(low, middle, 0.45), own, foggy ? near ** 1.5 : 0.18 + 0.82 * near);
  const mist = mix(colour, low, (foggy ? 0.75 : 0.4) * (1 - near));
  const scale = 1.45 ** layer;
  const fill = plane.fade(base - 130 * scale, base + 70 * scale, [
    [0, colour],
    [1, mist],
  ]);
  const body = `<path fill="${fill}" d="${plane.line(profile)}V1e6H${n(plane.left)}z"/>`;
  switch (kind) {
    case 'peaks':
      return body + paintCaps(look, plane, profile, base, mix(mist, '#ffffff', 0.6));
    case 'city':
      return paintHouses(look, plane, layer, base, colour) + body;
    case 'forest':
      return (
        paintPines(plane, layer, profile, mix(colour, shadow, 0.12), 26 * 1.3 ** layer, 1) + body
      );
    case 'pines':
      return (
        paintPines(plane, layer, profile, mix(colour, shadow, 0.4), 46 * 1.3 ** layer, 0.4) + body
      );
    case 'flowers':
      return body + paintFlowers(look, plane, layer, profile, base, colour);
    default:
      return body;
  }
}

function paintCaps(look: Look, plane: Plane, profile: Profile, base: number, fill: string): string {
  const cap = (x: number) => {
    const zigzag =
      Math.abs(((((x / 34) % 2) + 2) % 2) - 1) * 34 + Math.abs(((((x / 13) % 2) + 2) % 2) - 1) * 16;
    return Math.max(profile(x), base - 235 + zigzag);
  };
  const back = plane.line(cap).slice(1).split('L').reverse().join('L');
  return look.ground.body === 'dunes'
    ? ''
    : `<path fill="${fill}" opacity=".8" d="${plane.line(profile)}L${back}z"/>`;
}

function paintPines(
  plane: Plane,
  layer: number,
  profile: Profile,
  fill: string,
  spacing: number,
  share: number,
): string {
  const row = { spacing, row: layer, reach: spacing * 2, top: profile(0) - RISE, height: 2 * RISE };
  return `<g fill="${fill}">${plane.along('pine', row, (x, roll) => {
    if (roll('on') > share) return '';
    const tall = (spacing / (share < 1 ? 46 : 26)) * (0.45 + 0.75 * roll('h'));
    return `<path transform="translate(${n(x)} ${n(profile(x) + 6)}) scale(${n(tall * (0.75 + 0.4 * roll('w')))} ${n(tall)})" d="${PINE}"/>`;
  })}</g>`;
}

function paintFlowers(
  look: Look,
  plane: Plane,
  layer: number,
  profile: Profile,
  base: number,
  colour: string,
): string {
  const size = 1.45 ** layer;
  const trees = {
    spacing: 150 * size,
    row: layer,
    reach: 60 * size,
    top: base - RISE,
    height: 2 * RISE,
  };
  const wood = mix(colour, look.shadow, 0.28);
  const art =
    layer > 3
      ? ''
      : plane.along('bush', trees, (x, roll) => {
          if (roll('on') > 0.55) return '';
          const r = size * (11 + 12 * roll('r'));
          return `<path fill="${wood}" d="M${n(x - r / 8)} ${n(profile(x) + 5)}v${n(-r * 1.6)}h${n(r / 4)}v${n(r * 1.6)}z"/><ellipse fill="${wood}" cx="${n(x)}" cy="${n(profile(x) - 1.9 * r)}" rx="${n(r)}" ry="${n(r * 1.25)}"/>`;
        });
  if (layer < BACK_LAYERS) return art;
  const field = {
    spacing: 17 * size,
    rows: 13 * size,
    reach: 8 * size,
    top: base - 90 * size,
    bottom: base + 150 * size,
  };
  return (
    art +
    plane.scatter(`bloom${layer}`, field, (x, y, roll) =>
      roll('on') > 0.4 || y < profile(x) + 8 * size
        ? ''
        : `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size * (0.8 + 1.5 * roll('r')))}" fill="${mix(roll('c') < 0.5 ? look.accent : at(ACCENTS, roll('d')), colour, 0.25 + 0.5 * look.dusk)}"/>`,
    )
  );
}

function paintHouses(look: Look, plane: Plane, layer: number, base: number, fill: string): string {
  const size = 1.5 ** layer;
  const row = {
    spacing: 62 * size,
    row: layer,
    reach: 70 * size,
    top: base - RISE,
    height: 2 * RISE,
  };
  let windows = '';
  let signs = '';
  const walls = plane.along('house', row, (x, roll) => {
    const half = size * (20 + 22 * roll('w'));
    const tall = (90 + 330 * roll('h') ** 2.2) * (1.15 - 0.12 * layer) + 40 * layer;
    const top = base - tall;
    const pitch = 11 * size;
    for (let row = 0; row * pitch < tall + 80; row++) {
      for (let column = -3; column <= 3; column++) {
        const left = x + column * pitch - 2.4 * size;
        if (Math.abs(left + 2.4 * size - x) > half - 5 * size) continue;
        // One roll lights a whole house: a bit of its digits for each window.
        const lit = (roll('lit') * 7919 * (row * 7 + column + 11)) % 1;
        if (lit < (look.dark ? 0.42 : 0.2))
          windows += `M${n(left)} ${n(top + (row + 0.7) * pitch)}h${n(4.8 * size)}v${n(6 * size)}h${n(-4.8 * size)}z`;
      }
    }
    if (look.dark && roll('sign') < 0.3)
      signs += `<rect x="${n(x - half * 0.5)}" y="${n(top + 40)}" width="${n(9 * size)}" height="${n(50 * size)}" rx="${n(3 * size)}" fill="${at(ACCENTS, roll('c'))}" opacity=".85"/>`;
    const roof =
      roll('roof') < 0.35
        ? `l${n(half)} ${n(-half * 0.7)}l${n(half)} ${n(half * 0.7)}`
        : roll('roof') < 0.6
          ? `h${n(half * 0.5)}v${n(-26 * size)}h${n(half)}v${n(26 * size)}h${n(half * 0.5)}`
          : `h${n(half)}v${n(-60 * size)}v${n(60 * size)}h${n(half)}`;
    return `<path d="M${n(x - half)} ${n(base + 90)}V${n(top)}${roof}V${n(base + 90)}z"/>`;
  });
  const faint = look.dark ? 0.35 + 0.18 * layer : 0.3;
  return `<g fill="${fill}" stroke="${fill}" stroke-width="${n(1.6 * size)}">${walls}</g><path fill="${look.lamp}" opacity="${n(faint)}" d="${windows}"/>${signs}`;
}

function paintWater(look: Look, plane: Plane, top: number): string {
  const { soil, low, light, shadow, dusk, sun } = look;
  const art = [
    plane.fill(
      plane.fade(top, top + 900, [
        [0, mix(mix(soil, low, 0.55), shadow, dusk * 0.3)],
        [0.35, mix(soil, shadow, dusk * 0.75)],
        [1, mix(soil, shadow, 0.55 + dusk * 0.4)],
      ]),
      top,
    ),
  ];
  for (let row = 0, y = top + 4; y < plane.bottom + 60; row++, y += 7 * 1.17 ** row) {
    const size = 1.14 ** row;
    const place = {
      spacing: 62 * size,
      row,
      reach: 60 * size,
      top: y - 4 * size,
      height: 8 * size,
    };
    art.push(
      plane.along('wave', place, (x, roll) => {
        // The sun's path widens towards the viewer.
        const path = Math.exp(-(((x - sun.x) / (sun.radius * 1.2 + (y - top) * 0.3)) ** 2));
        if (roll('on') > 0.3 + 0.65 * path) return '';
        const wide = size * (12 + 34 * roll('w'));
        const tall = size * (0.8 + 1.3 * roll('h'));
        const colour =
          look.ground.body === 'city' && roll('c') < 0.7 ? at(ACCENTS, roll('c') / 0.7) : light;
        const opacity = (look.ground.body === 'city' ? 0.3 : 0.1) + 0.12 * roll('o') + 0.55 * path;
        return `<path fill="${colour}" opacity="${n(opacity)}" d="M${n(x - wide)} ${n(y)}q${n(wide)} ${n(-tall)} ${n(2 * wide)} 0q${n(-wide)} ${n(tall)} ${n(-2 * wide)} 0z"/>`;
      }),
    );
  }
  return art.join('');
}
