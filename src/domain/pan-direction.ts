import type { ActionName } from './action.ts';
import type { PanDirection } from './geometry.ts';

/** The side that each pan extends; absent for every other action. */
export const PAN_DIRECTIONS: { readonly [action in ActionName]?: PanDirection } = {
  'pan-left': 'left',
  'pan-right': 'right',
  'pan-up': 'up',
  'pan-down': 'down',
};
