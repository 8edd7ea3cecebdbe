import type { VendorRequest } from '#ports/vendor.ts';
import type { StudioPicture } from './studio-picture.ts';
import type { StudioWork } from './studio-work.ts';
import type { Photos } from './studio-workshop.ts';

/** Orders to the `studio` part of the picture process, one per workshop operation. */
export type StudioOrder =
  | {
      readonly kind: 'plan';
      readonly request: VendorRequest;
      readonly key: string;
      readonly photoKey: string | null;
    }
  | { readonly kind: 'make'; readonly work: StudioWork; readonly photos: Photos }
  | {
      readonly kind: 'preview';
      readonly pictures: readonly StudioPicture[];
      readonly percent: number;
      readonly photos: Photos;
    };
