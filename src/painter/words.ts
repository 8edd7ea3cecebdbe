import { readdirSync, readFileSync } from 'node:fs';
import vocabulary from '#painter/drawings/vocabulary.json' with { type: 'json' };

/** A file of `drawings/`: 1000 units tall with its foot at (0, 0); `README.md` there has the rules. */
export type Drawing = {
  readonly art: string;
  readonly words: string;
  /** The drawing that wears this one, such as a person a hat; empty for standalone drawings. */
  readonly wornBy: string;
  readonly colour: string;
  readonly ground: string;
  readonly size: number;
  readonly lift: number;
};

/** The skies that the painter supports. */
export type Sky = keyof typeof vocabulary.skies;

/** The grounds that the painter supports. */
export type Ground = keyof typeof vocabulary.grounds;
export const { skies, grounds, tints, weathers } = vocabulary;

/** The traits found in a prompt; `null` leaves the choice to the seed. */
export type Traits = {
  readonly sky: Sky | null;
  readonly ground: Ground | null;
  readonly weather: keyof typeof weathers | null;
  readonly tint: string | null;
  readonly subject: string | null;
  readonly worn: readonly string[];
};

const folder = new URL('./drawings/', import.meta.url);
const note = (svg: string, name: string) =>
  new RegExp(`data-${name}="([^"]*)"`).exec(svg)?.[1] ?? '';

/** Every drawing by its name; adding a subject means adding a file. */
export const drawings: Readonly<Record<string, Drawing>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.svg'))
    .map((file) => [file.slice(0, -4), readFileSync(new URL(file, folder), 'utf8')] as const)
    .map(([name, svg]) => [
      name,
      {
        art: svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>')),
        words: note(svg, 'words'),
        wornBy: note(svg, 'worn-by'),
        colour: note(svg, 'colour'),
        ground: note(svg, 'ground'),
        size: Number(note(svg, 'size')),
        lift: Number(note(svg, 'lift')),
      },
    ]),
);

/** Reads a prompt's words; the first match wins, since people name important things first. */
export function readPrompt(prompt: string): Traits {
  const subject = named(drawings, prompt).find((name) => !drawings[name]?.wornBy) ?? null;
  const home = keyOf(grounds, drawings[subject ?? '']?.ground ?? '');
  const ground = named(grounds, prompt)[0] ?? home;
  // Snow and sand imply a sky, unless the prompt names another.
  const own = ground && keyOf(skies, grounds[ground].sky);
  return {
    sky: named(skies, prompt)[0] ?? own,
    ground,
    weather: named(weathers, prompt)[0] ?? null,
    tint: named(tints, prompt)[0] ?? null,
    subject,
    worn: named(drawings, prompt).filter((name) => drawings[name]?.wornBy === subject),
  };
}

function keyOf<Name extends string>(
  rows: Readonly<Record<Name, unknown>>,
  wanted: string,
): Name | null {
  for (const name in rows) if (name === wanted) return name;
  return null;
}

/** The rows whose words the prompt contains, in the prompt's order. */
function named<Name extends string>(
  rows: Readonly<Record<Name, { readonly words: string }>>,
  prompt: string,
): readonly Name[] {
  const found: { readonly name: Name; readonly at: number }[] = [];
  for (const name in rows) {
    const at = prompt.search(new RegExp(`\\b(?:${rows[name].words})\\b`, 'i'));
    if (at >= 0) found.push({ name, at });
  }
  return found.toSorted((one, other) => one.at - other.at).map(({ name }) => name);
}
