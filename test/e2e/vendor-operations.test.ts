/**
 * How: for every vendor that the loader finds, a bot on the playground and the vendor's emulator; a
 * person presses every button that is offered, in two channels at once. Then every press is asked
 * for its ending, every message for its buttons, and the pictures for what their action promises.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { actionRow, type Surface } from '#domain/action.ts';
import { type Button, buttonToken } from '#domain/button.ts';
import { CELLS } from '#domain/geometry.ts';
import type { Version } from '#domain/prompt/version.ts';
import {
  type Shown,
  type Walk,
  walkBriefly,
  walkGrid,
  walkOn,
} from '#test/fixtures/button-walk.ts';
import { type KnownVendor, knownVendor } from '#test/fixtures/known-vendor.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';
import { brokenPromises } from '#test/fixtures/picture-promise.ts';
import { promisedButtons } from '#test/fixtures/promised-buttons.ts';
import { openVendorPlayground } from '#test/fixtures/vendor-playground.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';

const SCENE = 'a lighthouse in fog --ar 3:2';
const MAIN = ['v7', '--v 7'] as const;
/** Versions whose buttons differ; each vendor is asked for those it makes. */
const FURTHER: readonly (readonly [version: Version, flag: string])[] = [
  ['v8.2', '--v 8.2'],
  ['v6.1', '--v 6.1'],
  ['v5.2', '--v 5.2'],
  ['niji6', '--niji 6'],
];
const SURFACES: readonly Surface[] = ['grid', 'solo', 'upscaled', 'videos', 'video'];
/** Bounds a hang only; a loaded machine takes minutes. */
const WALKS_MS = 480_000;

/** A walk and the version its prompt named. */
type Walked = { readonly version: Version | null; readonly walk: Walk };

const vendors = await Promise.all((await worldVendors()).map(knownVendor));
const walks = new Map<string, readonly Walked[]>();
const walksOf = ({ name }: KnownVendor): readonly Walked[] => walks.get(name) ?? [];
const pressesOf = (vendor: KnownVendor) => walksOf(vendor).flatMap(({ walk }) => walk.presses);

beforeAll(async () => {
  await Promise.all(
    vendors.map(async (vendor) => walks.set(vendor.name, await walkThrough(vendor))),
  );
}, WALKS_MS);

describe.each(vendors)('through $name', (vendor) => {
  const { capabilities, withheld } = vendor;
  const promisedOf = (shown: Shown, version: Version): readonly Button[] =>
    promisedButtons(capabilities, withheld, { ...shown, version });

  it('no button is offered that fails: every press ends in a final message', () => {
    const failures = pressesOf(vendor).flatMap(({ on, button, ending }) =>
      'failure' in ending ? [`${trailOf(on)} ${buttonToken(button)}: ${ending.failure}`] : [],
    );
    expect(failures).toEqual([]);
    expect(pressesOf(vendor).length).toBeGreaterThan(CELLS.length * 2);
  });

  it('every result offers what the vendor promises for its version, and nothing else', () => {
    const named = walksOf(vendor).flatMap(({ version, walk }) =>
      version === null ? [] : walk.shown.map((shown) => ({ version, shown })),
    );
    const buttons = (each: readonly Button[]) => each.map(buttonToken).toSorted().join(' ');
    const title = (shown: Shown, version: Version) => `${version} ${trailOf(shown)}`;
    expect(
      named.map(({ version, shown }) => [title(shown, version), buttons(shown.offered)]),
    ).toEqual(
      named.map(({ version, shown }) => [
        title(shown, version),
        buttons(promisedOf(shown, version)),
      ]),
    );
  });

  it('a prompt that names no version offers a grid’s and a picture’s buttons', () => {
    const unnamed = walksOf(vendor).find(({ version }) => version === null);
    expect(unnamed?.walk.shown.map(({ surface }) => surface).slice(0, 2)).toEqual(['grid', 'solo']);
  });

  const promisedOnMain = (surface: Surface) =>
    promisedButtons(capabilities, withheld, {
      surface,
      version: MAIN[0],
      isSquare: false,
      after: [],
    });
  /** A vendor without upscales has nothing that is shown after one. */
  const isReached = (surface: Surface): boolean =>
    surface === 'grid' ||
    SURFACES.slice(0, SURFACES.indexOf(surface)).some(
      (before) =>
        isReached(before) &&
        promisedOnMain(before).some(({ action }) => actionRow(action).makes === surface),
    );
  const onMain = SURFACES.filter(isReached).flatMap((surface) =>
    promisedOnMain(surface).map((button) => ({
      surface,
      button,
      title: `${buttonToken(button)} of a ${surface}`,
    })),
  );
  it.for(onMain)('$title makes the pictures it promises', async ({ surface, button }) => {
    const { shown, parent } = resultOf(vendor, surface, button);
    if (shown.surface === 'videos' || shown.surface === 'video') {
      const types = shown.message.attachments.map((each) => each.content_type);
      expect(types).toEqual(types.map(() => 'video/mp4'));
      return expect(types.length > 1).toBe(shown.surface === 'videos');
    }
    expect(shown.pictures).toHaveLength(shown.surface === 'grid' ? CELLS.length : 1);
    expect(
      await brokenPromises({ action: button.action, on: surface }, parent, shown.pictures),
    ).toEqual([]);
  });

  it.for(CELLS)('picture %i: U shows it, and V varies it and no other', async (cell) => {
    const { shown: single, on: grid } = resultOf(vendor, 'grid', { action: 'upscale', cell });
    const [picture] = single.pictures;
    if (picture === undefined) throw new Error('there is no picture');
    const away = await Promise.all(grid.pictures.map((each) => meanDifference(each, picture)));
    expect(away.indexOf(Math.min(...away)) + 1).toBe(cell);
    const { shown: varied } = resultOf(vendor, 'grid', { action: 'vary', cell });
    expect(varied.seeds).toEqual(CELLS.map(() => grid.seeds[cell - 1]));
  });

  it('what comes of a follow-up’s picture keeps its promises too', async () => {
    const later = pressesOf(vendor).filter(({ on }) => on.after.length > 1);
    const broken = await Promise.all(
      later.map(async ({ on, button, ending }) => {
        const [parent] = on.pictures;
        if ('failure' in ending || parent === undefined || on.surface === 'grid') return [];
        const findings = await brokenPromises(
          { action: button.action, on: on.surface },
          parent,
          ending.pictures,
        );
        return findings.map((finding) => `${trailOf(ending)}: ${finding}`);
      }),
    );
    expect(broken.flat()).toEqual([]);
  });
});

it('more than one vendor goes on from what it made', () => {
  const deepest = vendors.map((vendor) =>
    Math.max(...pressesOf(vendor).map(({ on }) => on.after.length)),
  );
  expect(deepest.filter((depth) => depth > 1).length).toBeGreaterThan(1);
});

/** All the walks through one vendor, two at a time in channels of their own. */
async function walkThrough(vendor: KnownVendor): Promise<readonly Walked[]> {
  const vendorPlayground = await openVendorPlayground(vendor);
  try {
    const main = vendorPlayground.session('member', 'lantern-room');
    const other = vendorPlayground.session('owner', 'gallery');
    const versions = vendor.capabilities.actions.imagine?.versions;
    const makes = (version: Version) => versions?.includes(version) ?? true;
    const [version, flag] = makes(MAIN[0]) ? MAIN : [null, ''];
    // Alone, so that the vendor's newest job is the one pressed for.
    const everything = walkOn(await walkGrid(main, `${SCENE} ${flag}`.trim()));
    const pressed = new Set<string>(['upscale']);
    const briefly = async (prompt: string): Promise<Walk> => {
      const walk = await walkBriefly(other, prompt, (action) => !pressed.has(action));
      for (const { button } of walk.presses) pressed.add(button.action);
      return walk;
    };
    const further: Walked[] = [{ version: null, walk: await briefly(SCENE) }];
    for (const [each, itsFlag] of FURTHER.filter(([one]) => makes(one))) {
      further.push({ version: each, walk: await briefly(`${SCENE} ${itsFlag}`) });
    }
    return [{ version, walk: await everything }, ...further];
  } finally {
    await vendorPlayground.close();
  }
}

/** What a press of the main walk made, and of which picture. */
function resultOf(vendor: KnownVendor, surface: Surface, button: Button) {
  const [main] = walksOf(vendor);
  const token = buttonToken(button);
  const press = main?.walk.presses.find(
    (each) => each.on.surface === surface && buttonToken(each.button) === token,
  );
  if (press === undefined) throw new Error(`${token} was not offered on a ${surface}`);
  if ('failure' in press.ending) throw new Error(press.ending.failure);
  // A video's parent has no picture, and is measured by nothing.
  const parent = press.on.pictures[(button.cell ?? 1) - 1] ?? Buffer.alloc(0);
  return { shown: press.ending, on: press.on, parent };
}

/** How a result came about, as `grid`, `grid v u solo`. */
const trailOf = ({ after, surface }: Shown): string => ['imagine', ...after, surface].join(' ');
