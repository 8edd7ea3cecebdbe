import type { AppContext } from '#application/app-context.ts';
import type { FetchFailureKind } from '#ports/fetch-picture.ts';
import type { PictureSource, Vendor } from '#ports/vendor.ts';

/** A picture's bytes, or why they are not available now. */
export type SourceOutcome =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'unavailable';
      readonly detail: string;
      /** No address will ever have the picture. */
      readonly isPermanent: boolean;
    };

/** One failed address; its path is left out, because it may be a secret. */
export type FetchFailure = {
  readonly host: string;
  readonly kind: FetchFailureKind;
  readonly detail: string;
};

/** Whether a retry of the same address is useless. */
const IS_PERMANENT = {
  refused: true,
  'not-found': true,
  'too-large': true,
  'not-a-picture': true,
  unreachable: false,
  'timed-out': false,
} as const satisfies Record<FetchFailureKind, boolean>;

/**
 * The bytes of a picture that the vendor made: from its link, then from each fallback in order, then from the link that
 * the vendor's download call exchanges it for, where there is such a call.
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
    /** Called for each failed address, before the next one is tried. */
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
