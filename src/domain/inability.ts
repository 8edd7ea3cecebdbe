import type { ActionName } from './action.ts';
import type { FailureCause } from './failure-cause.ts';
import type { Speed } from './speed.ts';

/** Why no vendor can do what was asked; `vendorLabel` is the first one that was looked at. */
export type Inability =
  | { readonly kind: 'no-vendor' }
  /** The one that made the picture is no longer configured. */
  | { readonly kind: 'vendor-gone' }
  | { readonly kind: 'no-action'; readonly vendorLabel: string; readonly action: ActionName }
  | { readonly kind: 'no-speed'; readonly vendorLabel: string; readonly speed: Speed }
  | { readonly kind: 'no-version'; readonly vendorLabel: string }
  | { readonly kind: 'no-image-links'; readonly vendorLabel: string }
  /** It makes videos of pictures that it made itself. */
  | { readonly kind: 'own-pictures-alone'; readonly vendorLabel: string }
  /** A video of a given picture wants words beside it. */
  | { readonly kind: 'words-wanted'; readonly vendorLabel: string }
  /** Parameters as they are typed, `--weird`. */
  | {
      readonly kind: 'parameters-ignored';
      readonly vendorLabel: string;
      readonly parameters: readonly string[];
    }
  /** Its file foresees that it would be refused, and knows why. */
  | { readonly kind: 'foreseen'; readonly cause: FailureCause }
  /** The same without words for people. */
  | { readonly kind: 'unfit'; readonly vendorLabel: string }
  | { readonly kind: 'account-used-up'; readonly vendorLabel: string }
  | { readonly kind: 'key-refused'; readonly vendorLabel: string };
