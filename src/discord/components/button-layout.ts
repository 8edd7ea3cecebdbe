/**
 * The button layout as a table of rows per surface: Midjourney's own rows. The offer decides which buttons exist;
 * missing ones leave no gap. Every offered button is shown, with ❤️ and the link to the page if there is one.
 */
import {
  type APIButtonComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { buttonLabel } from '#discord/screens/button-text.ts';
import { type ActionName, actionRow, type Surface } from '#domain/action.ts';
import type { Button, Pressed } from '#domain/button.ts';
import type { JobId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import { button, type Rows, row } from './rows.ts';

/** Discord's limits (docs.discord.com, Component Reference); longer rows wrap. */
const BUTTONS_PER_ROW_MAX = 5;
const ROWS_MAX = 5;

/** A place in a row; an action with a button per cell fills one place per cell. */
type Place =
  | { readonly action: ActionName; readonly isRedone?: true }
  | { readonly beside: 'favourite' }
  /** A link to the job's page; without a label it gets the translated one. */
  | { readonly beside: 'page'; readonly label?: string };

const place = (action: ActionName): Place => ({ action });
const again = (action: ActionName): Place => ({ action, isRedone: true });

/** Midjourney's link under a grid shows only an icon, but Discord requires a label. */
const ICON_LINK: Place = { beside: 'page', label: '\u200b' };
const RATING: readonly Place[] = [{ beside: 'favourite' }, { beside: 'page' }];

const MOTION = [place('animate-high'), place('animate-low')];

const ROWS = {
  grid: [
    [place('upscale'), place('reroll')],
    [place('vary'), ICON_LINK],
  ],
  solo: [
    [
      place('upscale-subtle'),
      place('upscale-creative'),
      place('upscale-2x'),
      place('upscale-4x'),
      place('vary-subtle'),
      place('vary-strong'),
      place('vary-region'),
    ],
    [place('zoom-2x'), place('zoom-1.5x'), place('zoom-custom'), place('square')],
    [place('pan-left'), place('pan-right'), place('pan-up'), place('pan-down')],
    MOTION,
    RATING,
  ],
  upscaled: [
    [
      again('upscale-subtle'),
      again('upscale-creative'),
      again('upscale-2x'),
      again('upscale-4x'),
      place('vary-subtle'),
      place('vary-strong'),
    ],
    MOTION,
    RATING,
  ],
  videos: [[place('upscale-video'), place('reroll')], [ICON_LINK]],
  video: [[place('extend-high'), place('extend-low')]],
  // The number buttons open modals and are not actions: see `suggestion-rows.ts`.
  suggestions: [[place('reroll')]],
} as const satisfies Record<Surface, readonly (readonly Place[])[]>;

/** The offered buttons in their rows; pressed ones are blue, the others grey. */
export function buttonRows(shown: {
  readonly translator: Translator;
  readonly jobId: JobId;
  readonly surface: Surface;
  readonly buttons: readonly Button[];
  readonly pressed: readonly Pressed[];
  readonly isFavourite?: boolean;
  /** Null or absent: no page. */
  readonly pageUrl?: string | null;
}): Rows {
  const rows: readonly (readonly Place[])[] = ROWS[shown.surface];
  const { pageUrl = null, isFavourite = false } = shown;
  const filled = (each: Place): readonly APIButtonComponent[] => {
    if ('action' in each) {
      return shown.buttons
        .filter(({ action }) => action === each.action)
        .map((offered) => component(shown, offered, each));
    }
    if (each.beside === 'favourite') return [favourite(shown.jobId, isFavourite)];
    if (pageUrl === null) return [];
    const label = each.label ?? shown.translator.say('button.web');
    return [{ type: ComponentType.Button, style: ButtonStyle.Link, label, url: pageUrl }];
  };
  return inFiveRows(rows.flatMap((places) => inRowsOfFive(places.flatMap(filled))));
}

/** Midjourney leaves it grey; here blue shows that it was pressed. */
const favourite = (jobId: JobId, isGiven: boolean): APIButtonComponentWithCustomId =>
  button(
    { kind: 'control', jobId, control: 'favourite' },
    isGiven ? ButtonStyle.Primary : ButtonStyle.Secondary,
    { emoji: { name: '❤️' } },
  );

function component(
  { translator, jobId, pressed }: Omit<Parameters<typeof buttonRows>[0], 'surface' | 'buttons'>,
  offered: Button,
  { isRedone }: { readonly isRedone?: true },
): APIButtonComponentWithCustomId {
  const { emoji } = actionRow(offered.action);
  const label = buttonLabel(translator, offered, isRedone);
  return button({ kind: 'button', jobId, button: offered }, styleOf(offered, pressed), {
    ...(label === null ? {} : { label }),
    ...(emoji === null ? {} : { emoji: { name: emoji } }),
  });
}

/** Blue if pressed, green if the modal changed the prompt, else grey. */
function styleOf({ action, cell }: Button, pressed: readonly Pressed[]) {
  const found = pressed.find((each) => each.action === action && each.cell === cell);
  if (found === undefined) return ButtonStyle.Secondary;
  return found.remixed === true ? ButtonStyle.Success : ButtonStyle.Primary;
}

/** A vendor that offers everything would need a sixth row: the last two are merged. */
function inFiveRows(rows: Rows): Rows {
  const [last, before] = [rows.at(-1), rows.at(-2)];
  if (rows.length <= ROWS_MAX || last === undefined || before === undefined) return rows;
  const shared = { ...before, components: [...before.components, ...last.components] };
  return [...rows.slice(0, -2), shared];
}

function inRowsOfFive(components: readonly APIButtonComponent[]): Rows {
  const rows: Rows = [];
  for (let start = 0; start < components.length; start += BUTTONS_PER_ROW_MAX) {
    rows.push(row(...components.slice(start, start + BUTTONS_PER_ROW_MAX)));
  }
  return rows;
}
