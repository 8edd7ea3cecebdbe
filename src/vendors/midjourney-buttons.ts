/**
 * The custom ids of Midjourney's own buttons, which proxies pass through: `MJ::JOB::upsample::2::<hash>`. They are
 * matched by the parts between the colons, never by label or position, because labels vary and proxies omit buttons.
 * Independent of any vendor.
 */
import * as z from 'zod';
import { ACTION_NAMES, type ActionName, actionRow } from '#domain/action.ts';
import type { Cell } from '#domain/geometry.ts';

const buttonsSchema = z.array(
  z
    .object({ customId: z.string().min(1) })
    .nullable()
    .catch(null),
);

/** The pattern that identifies each action's button. */
const PATTERNS: { readonly [action in ActionName]?: (cell: Cell) => RegExp } = {
  upscale: (cell) => new RegExp(`::upsample::${cell}::`),
  vary: (cell) => new RegExp(`::variation::${cell}::`),
  reroll: () => /::reroll::/,
  'upscale-subtle': () => /::upsample_\w+_subtle::/,
  'upscale-creative': () => /::upsample_\w+_creative::/,
  'upscale-2x': () => /::upsample_\w+_2x::/,
  'upscale-4x': () => /::upsample_\w+_4x::/,
  'vary-subtle': () => /::low_variation::/,
  'vary-strong': () => /::high_variation::/,
  'vary-region': () => /::Inpaint::/,
  'zoom-2x': () => /::Outpaint::50::/,
  'zoom-1.5x': () => /::Outpaint::75::/,
  'zoom-custom': () => /::CustomZoom::/,
  // A dedicated button where Midjourney lists one; otherwise a custom zoom that keeps the picture's size and changes
  // its ratio.
  square: () => /::(?:Outpaint::100|CustomZoom)::/,
  'pan-left': () => /::pan_left::/,
  'pan-right': () => /::pan_right::/,
  'pan-up': () => /::pan_up::/,
  'pan-down': () => /::pan_down::/,
  'animate-high': () => /::animate_high::/,
  'animate-low': () => /::animate_low::/,
};

/** The custom ids in a reply's `buttons`; everything else is ignored. */
export function readButtons(buttons: unknown): readonly string[] {
  const read = buttonsSchema.safeParse(buttons);
  return (read.data ?? []).flatMap((button) => (button === null ? [] : [button.customId]));
}

/** The custom id of the action's button; null if the result does not have it. */
export function buttonFor(
  buttons: readonly string[],
  action: ActionName,
  cell: Cell = 1,
): string | null {
  const pattern = PATTERNS[action]?.(cell);
  return buttons.find((customId) => pattern?.test(customId)) ?? null;
}

/** Midjourney's own Make Square, which runs immediately; null if only a custom zoom can do it. */
export const squareButton = (buttons: readonly string[]): string | null =>
  buttons.find((customId) => customId.includes('::Outpaint::100::')) ?? null;

/** The actions that an upscaled picture's own buttons allow. */
export const actionsOfSolo = (buttons: readonly string[]): readonly ActionName[] =>
  ACTION_NAMES.filter((action) => buttonFor(buttons, action) !== null);

/**
 * The actions that a grid's buttons allow, now and after one of its pictures is upscaled. The upscaled picture's
 * buttons are not known in advance, so `expected` decides for those.
 */
export function actionsOfGrid(
  buttons: readonly string[],
  expected: (action: ActionName) => boolean,
): readonly ActionName[] {
  const upscales = buttons.some((customId) => isButtonOf(customId, 'upscale'));
  return ACTION_NAMES.filter((action) => {
    const { offeredOn } = actionRow(action);
    if (offeredOn.includes('grid')) {
      return buttons.some((customId) => isButtonOf(customId, action));
    }
    return offeredOn.includes('solo') && upscales && expected(action);
  });
}

const isButtonOf = (customId: string, action: ActionName): boolean =>
  ([1, 2, 3, 4] as const).some((cell) => PATTERNS[action]?.(cell).test(customId));
