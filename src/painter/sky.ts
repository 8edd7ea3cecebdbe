import type { Look } from './look.ts';
import { mix, round as n, type Plane } from './plane.ts';

const CLOUD = 'M-190 0q-10-44 44-50q10-60 78-56q40-70 112-20q56-16 70 34q60 0 66 46q40 6 40 46z';

/** The sky with its light, stars, clouds and birds, over the whole window. */
export function paintSky(look: Look, plane: Plane): string {
  const { zenith, middle, low, light, shadow, horizon, dark, foggy, sun } = look;
  plane.glow('sun', light, foggy ? 0.5 : 0.75);
  plane.glow('glow', look.lamp, dark || foggy ? 0.8 : 0.22);
  const air = plane.fade(-760, horizon + 20, [
    [0, mix(zenith, shadow, 0.35)],
    [0.35, zenith],
    [0.72, middle],
    [1, low],
  ]);
  const disc = (x: number, y: number, radius: number, fill: string, opacity: number) =>
    `<circle cx="${n(sun.x + x * sun.radius)}" cy="${n(sun.y + y * sun.radius)}" r="${n(radius * sun.radius)}" fill="${fill}" opacity="${opacity}"/>`;

  let art = plane.fill(air, -1e7);
  if (dark) {
    const field = { spacing: 42, rows: 42, reach: 4, top: -1e6, bottom: horizon };
    art += `<g fill="${light}">${plane.scatter('star', field, (x, y, roll) =>
      roll('on') > 0.75
        ? ''
        : `<circle cx="${n(x)}" cy="${n(y)}" r="${n(0.6 + 2.1 * roll('r') ** 4)}" opacity="${n(0.25 + 0.75 * roll('o'))}"/>`,
    )}</g>`;
  }
  art += disc(0, 0, 7.5, 'url(#sun)', 0.8) + disc(0, 0, 1, light, foggy ? 0.55 : 0.96);
  if (dark) art += disc(-0.3, -0.25, 0.24, middle, 0.16) + disc(0.35, 0.3, 0.34, middle, 0.14);
  const clouds = { spacing: 430, rows: 170, reach: 340, top: -1e6, bottom: horizon - 60 };
  art += `<g fill="${mix(mix(low, light, 0.5), middle, dark ? 0.7 : 0.1)}">${plane.scatter(
    'cloud',
    clouds,
    (x, y, roll) =>
      roll('on') > (dark ? 0.25 : 0.42)
        ? ''
        : `<path opacity="${n(0.25 + 0.5 * roll('o'))}" transform="translate(${n(x)} ${n(y)}) scale(${n(0.5 + 1.1 * roll('w'))} ${n(0.35 + 0.5 * roll('h'))})" d="${CLOUD}"/>`,
  )}</g>`;
  if (dark || foggy) return art;
  const flock = { spacing: 300, rows: 260, reach: 90, top: -1e4, bottom: horizon - 120 };
  return `${art}<g fill="none" stroke="${mix(shadow, middle, 0.3)}" stroke-width="3" stroke-linecap="round">${plane.scatter(
    'bird',
    flock,
    (x, y, roll) =>
      roll('on') > 0.2
        ? ''
        : [0, 1, 2]
            .map(
              (i) => `<path d="M${n(x + i * 26)} ${n(y + ((i * 17) % 23))}q7-10 13-1q6-9 13 1"/>`,
            )
            .join(''),
  )}</g>`;
}

/** The weather in front of the scene. */
export function paintWeather(look: Look, plane: Plane): string {
  const everywhere = { top: -1e6, bottom: 1e6 };
  switch (look.traits.weather) {
    case 'snowfall':
      return `<g fill="#fff">${plane.scatter(
        'flake',
        { ...everywhere, spacing: 62, rows: 62, reach: 8 },
        (x, y, roll) =>
          `<circle cx="${n(x)}" cy="${n(y)}" r="${n(1.2 + 4.5 * roll('r') ** 3)}" opacity="${n(0.35 + 0.6 * roll('o'))}"/>`,
      )}</g>`;
    case 'rain':
      return `<g stroke="${look.light}" stroke-width="1.6" opacity=".3">${plane.scatter(
        'drop',
        { ...everywhere, spacing: 34, rows: 80, reach: 70 },
        (x, y, roll) => `<path d="M${n(x)} ${n(y)}l-9 ${n(30 + 40 * roll('l'))}"/>`,
      )}</g>`;
    case 'petals':
      return `<g fill="#f7b7c8">${plane.scatter(
        'petal',
        { ...everywhere, spacing: 110, rows: 110, reach: 12 },
        (x, y, roll) =>
          `<ellipse rx="${n(4 + 5 * roll('r'))}" ry="3.4" opacity=".85" transform="translate(${n(x)} ${n(y)}) rotate(${n(180 * roll('t'))})"/>`,
      )}</g>`;
    case 'fog': {
      plane.glow('puff', mix(look.low, '#ffffff', 0.3), 0.5);
      const bank = {
        spacing: 420,
        rows: 150,
        reach: 620,
        top: look.horizon - 150,
        bottom: look.horizon + 450,
      };
      return plane.scatter(
        'puff',
        bank,
        (x, y, roll) =>
          `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(260 + 330 * roll('w'))}" ry="${n(40 + 70 * roll('h'))}" fill="url(#puff)"/>`,
      );
    }
    case null:
      return '';
  }
}
