import type { ActionName } from './action.ts';
import type { FailureCause } from './failure-cause.ts';
import type { Speed } from './speed.ts';

/** The reason that no vendor can run the request; `vendorLabel` is the first vendor considered. */
export type Inability =
  | { readonly kind: 'no-vendor' }
  /** The vendor that made the picture is no longer configured. */
  | { readonly kind: 'vendor-gone' }
  | { readonly kind: 'no-action'; readonly vendorLabel: string; readonly action: ActionName }
  | { readonly kind: 'no-speed'; readonly vendorLabel: string; readonly speed: Speed }
  | { readonly kind: 'no-version'; readonly vendorLabel: string }
  | { readonly kind: 'no-image-links'; readonly vendorLabel: string }
  /** It only makes videos of its own pictures. */
  | { readonly kind: 'own-pictures-alone'; readonly vendorLabel: string }
  /** A video of an uploaded picture needs a prompt. */
  | { readonly kind: 'words-wanted'; readonly vendorLabel: string }
  /** Parameters as typed, such as `--weird`. */
  | {
      readonly kind: 'parameters-ignored';
      readonly vendorLabel: string;
      readonly parameters: readonly string[];
    }
  /** The vendor's specification expects a refusal with a known cause. */
  | { readonly kind: 'foreseen'; readonly cause: FailureCause }
  /** As `foreseen`, without a translatable cause. */
  | { readonly kind: 'unfit'; readonly vendorLabel: string }
  | { readonly kind: 'account-used-up'; readonly vendorLabel: string }
  | { readonly kind: 'key-refused'; readonly vendorLabel: string };
