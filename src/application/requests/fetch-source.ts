import type { AppContext } from '#application/app-context.ts';
import type { FetchFailureKind } from '#ports/fetch-picture.ts';
import type { PictureSource, Vendor } from '#ports/vendor.ts';

/** A picture's bytes, or why they cannot be had now. */
export type SourceOutcome =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'unavailable';
      readonly detail: string;
      /** No address of it will ever give the picture. */
      readonly isPermanent: boolean;
    };

/** One address that gave nothing; its path is left out, because it may be a secret. */
export type FetchFailure = {
  readonly host: string;
  readonly kind: FetchFailureKind;
  readonly detail: string;
};

/** Whether asking the same address again changes nothing. */
const IS_PERMANENT = {
  refused: true,
  'not-found': true,
  'too-large': true,
  'not-a-picture': true,
  unreachable: false,
  'timed-out': false,
} as const satisfies Record<FetchFailureKind, boolean>;

/**
 * The bytes of a picture the vendor made: its link, then each fallback, in order, and at last the link that the vendor
 * exchanges the first one for, where it has such a call.
 */
export async function fetchSource(
  context: Pick<AppContext, 'fetchPicture'>,
  vendor: Pick<Vendor, 'trustedOrigins' | 'downloadLink'>,
  source: PictureSource,
  {
    wanted = 'pictures',
    onFailure,
  }: {
    readonly wanted?: 'pictures' | 'videos';
    /** Hears of each address that gave nothing, before the next one is tried. */
    readonly onFailure?: (failure: FetchFailure) => void;
  } = {},
): Promise<SourceOutcome> {
  if (source.kind === 'bytes') return { kind: 'fetched', bytes: source.bytes };
  const details: string[] = [];
  let isPermanent = true;
  const links = [source.url, ...(source.fallbacks ?? []), null];
  for (const link of links) {
    const url = link ?? (await vendor.downloadLink?.(source.url)) ?? null;
    if (url === null) continue;
    const { trustedOrigins } = vendor;
    const outcome = await context.fetchPicture(url, { trustedOrigins, wanted });
    if (outcome.kind === 'fetched') return { kind: 'fetched', bytes: outcome.bytes };
    const { kind, detail } = outcome;
    onFailure?.({ host: URL.parse(url)?.host ?? '', kind, detail });
    isPermanent &&= IS_PERMANENT[kind];
    details.push(`${kind}: ${detail}`);
  }
  return { kind: 'unavailable', detail: details.join('; '), isPermanent };
}
