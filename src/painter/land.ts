// Paints layers of land or water one at a time, far to near; each is independent of the others.
import { ACCENTS, at, type Look } from './look.ts';
import { mix, round as n, type Plane, type Profile, type Shape } from './plane.ts';

const HILLS: Shape = { height: 85, wide: 430, octaves: 2 };
const SHAPES: Readonly<Record<string, Shape>> = {
  peaks: { height: 430, wide: 300, octaves: 5 },
  mesas: { height: 190, wide: 170, octaves: 1, steep: true },
  dunes: { height: 110, wide: 520, octaves: 1 },
  city: { height: 6, wide: 400, octaves: 1 },
};
const PINE = 'M0-100L16-66H9L26-34H14L34 4H-34L-14-34H-26L-9-66H-16z';
const BUSH = 'M-4 5V-46H4V5zM0-36C34-36 34-100 0-100S-34-36 0-36z';
/** The vegetation of a ground: density, share of positions, darkness, shape. */
const GROWTHS: Readonly<Record<string, readonly [number, number, number, string]>> = {
  forest: [26, 1, 0.14, PINE],
  pines: [46, 0.4, 0.4, PINE],
  flowers: [105, 0.4, 0.3, BUSH],
};
/** Layers of the ridge at the horizon; nearer ones belong to the ground. */
const BACK_LAYERS = 2;
const CITY_LAYERS = 3;

/** The maximum height above the base of a layer, in plane units. */
export const RISE = 600;

/** An area without vegetation, so that the subject is visible. */
export type Clearing = { readonly x: number; readonly half: number };

/** The upper edge of a layer; the subject stands on one. */
export function layerProfile(look: Look, plane: Plane, layer: number, base: number): Profile {
  const kind = layer < BACK_LAYERS ? look.ground.back : look.ground.body;
  const { height, wide, ...rest } = SHAPES[kind] ?? HILLS;
  const scale = kind === 'peaks' ? 1 - 0.45 * layer : 1.22 ** layer;
  return plane.ridge({ ...rest, height: height * scale, wide: wide * scale }, layer, base);
}

/** One layer of land, or the water that replaces all nearer ones. */
export function paintLayer(
  look: Look,
  plane: Plane,
  layer: number,
  base: number,
  clearing: Clearing | null,
): string {
  const { ground, low, middle, shadow, soil, dusk, foggy } = look;
  const kind = layer < BACK_LAYERS ? ground.back : ground.body;
  const shore = { sea: BACK_LAYERS, city: CITY_LAYERS }[ground.body] ?? Number.POSITIVE_INFINITY;
  if (layer >= shore) return layer === shore ? paintWater(look, plane, base) : '';
  const profile = layerProfile(look, plane, layer, base);
  const near = 1 - 1 / (1 + 0.42 * layer);
  const own = mix(soil, shadow, dusk * (0.5 + 0.6 * near));
  const colour = mix(mix(low, middle, 0.45), own, foggy ? near ** 1.5 : 0.18 + 0.82 * near);
  const mist = mix(colour, low, (foggy ? 0.75 : 0.4) * (1 - near));
  const scale = 1.45 ** layer;
  const fill = plane.fade(base - 130 * scale, base + 70 * scale, [
    [0, colour],
    [1, mist],
  ]);
  const land = `<path fill="${fill}" d="${plane.line(profile)}V1e6H${n(plane.left)}z"/>`;
  const growth = () => paintGrowth(look, plane, { layer, profile, base, colour, clearing });
  switch (kind) {
    case 'city':
      return paintHouses(look, plane, layer, base, colour) + land;
    case 'peaks':
      return ground.body === 'dunes'
        ? land
        : land + paintCaps(plane, profile, base, mix(mist, '#ffffff', 0.6));
    case 'flowers':
      return growth() + land + paintBlooms(look, plane, layer, profile, base, colour);
    default:
      return growth() + land;
  }
}

function paintCaps(plane: Plane, profile: Profile, base: number, fill: string): string {
  const zigzag = (x: number, wide: number) =>
    Math.abs(x / wide - 2 * Math.round(x / wide / 2)) * wide;
  const cap = (x: number) => Math.max(profile(x), base - 235 + zigzag(x, 34) + zigzag(x, 13));
  const back = plane.line(cap).slice(1).split('L').reverse().join('L');
  return `<path fill="${fill}" opacity=".8" d="${plane.line(profile)}L${back}z"/>`;
}

function paintGrowth(
  look: Look,
  plane: Plane,
  on: { layer: number; profile: Profile; base: number; colour: string; clearing: Clearing | null },
): string {
  const growth = GROWTHS[look.ground.body];
  if (!growth || on.layer < BACK_LAYERS) return '';
  const [dense, share, darker, form] = growth;
  const scale = 1.3 ** on.layer;
  const spacing = dense * scale;
  const row = { spacing, row: on.layer, reach: 60 * scale, top: on.base - RISE, height: 2 * RISE };
  return `<g fill="${mix(on.colour, look.shadow, darker)}">${plane.along('tree', row, (x, roll) => {
    const cleared = on.clearing && Math.abs(x - on.clearing.x) < on.clearing.half;
    if (roll('on') > share || cleared) return '';
    const tall = scale * (0.45 + 0.75 * roll('h'));
    const wide = tall * (0.75 + 0.4 * roll('w'));
    return `<path transform="translate(${n(x)} ${n(on.profile(x) + 6)}) scale(${n(wide)} ${n(tall)})" d="${form}"/>`;
  })}</g>`;
}

function paintBlooms(
  look: Look,
  plane: Plane,
  layer: number,
  profile: Profile,
  base: number,
  colour: string,
): string {
  const size = 1.45 ** layer;
  const field = {
    spacing: 17 * size,
    rows: 13 * size,
    reach: 8 * size,
    top: base - 90 * size,
    bottom: base + 150 * size,
  };
  return plane.scatter(`bloom${layer}`, field, (x, y, roll) => {
    if (roll('on') > 0.4 || y < profile(x) + 8 * size) return '';
    const petal = roll('c') < 0.5 ? look.accent : at(ACCENTS, roll('d'));
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size * (0.8 + 1.5 * roll('r')))}" fill="${mix(petal, colour, 0.25 + 0.5 * look.dusk)}"/>`;
  });
}

function paintHouses(look: Look, plane: Plane, layer: number, base: number, fill: string): string {
  const size = 1.5 ** layer;
  const pitch = 11 * size;
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
    const columns = 3 + Math.floor(5 * roll('w'));
    const half = (columns * pitch) / 2 + 2 * size;
    const tall = (90 + 330 * roll('h') ** 2.2) * (1.15 - 0.12 * layer) + 40 * layer;
    const lit = roll('lit');
    for (let i = 0; i * pitch < (tall + 80) * columns; i++) {
      // One roll lights a whole house: every window uses different digits of it.
      if ((lit * 7919 * (i + 11)) % 1 > (look.dark ? 0.42 : 0.2)) continue;
      const left = x + ((i % columns) - columns / 2) * pitch + 3 * size;
      const top = base - tall + (Math.floor(i / columns) + 0.7) * pitch;
      windows += `M${n(left)} ${n(top)}h${n(4.8 * size)}v${n(6 * size)}h${n(-4.8 * size)}z`;
    }
    if (look.dark && roll('sign') < 0.3) {
      signs += `<rect x="${n(x - half * 0.5)}" y="${n(base - tall + 40)}" width="${n(9 * size)}" height="${n(50 * size)}" rx="${n(3 * size)}" fill="${at(ACCENTS, roll('c'))}" opacity=".85"/>`;
    }
    const roof = at(
      [
        `l${n(half)} ${n(-half * 0.7)}l${n(half)} ${n(half * 0.7)}`,
        `h${n(half)}v${n(-60 * size)}v${n(60 * size)}h${n(half)}`,
        `h${n(half * 2)}`,
      ],
      roll('roof'),
    );
    return `<path d="M${n(x - half)} ${n(base + 90)}V${n(base - tall)}${roof}V${n(base + 90)}z"/>`;
  });
  return `<g fill="${fill}" stroke="${fill}" stroke-width="${n(1.6 * size)}">${walls}</g><path fill="${look.lamp}" opacity="${n(look.dark ? 0.35 + 0.18 * layer : 0.3)}" d="${windows}"/>${signs}`;
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
    const reach = 60 * size;
    const place = { spacing: reach, row, reach, top: y - 4 * size, height: 8 * size };
    art.push(
      plane.along('wave', place, (x, roll) => {
        // The sun's path widens towards the viewer.
        const path = Math.exp(-(((x - sun.x) / (sun.radius * 1.2 + (y - top) * 0.3)) ** 2));
        if (roll('on') > 0.3 + 0.65 * path) return '';
        const wide = size * (12 + 34 * roll('w'));
        const tall = size * (0.8 + 1.3 * roll('h'));
        const lights = look.ground.body === 'city';
        const colour = lights && roll('c') < 0.7 ? at(ACCENTS, roll('c') / 0.7) : light;
        const opacity = (lights ? 0.3 : 0.1) + 0.12 * roll('o') + 0.55 * path;
        return `<path fill="${colour}" opacity="${n(opacity)}" d="M${n(x - wide)} ${n(y)}q${n(wide)} ${n(-tall)} ${n(2 * wide)} 0q${n(-wide)} ${n(tall)} ${n(-2 * wide)} 0z"/>`;
      }),
    );
  }
  return art.join('');
}
