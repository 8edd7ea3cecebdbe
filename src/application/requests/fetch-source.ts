import type { AppContext } from '#application/app-context.ts';
import type { PictureSource, Vendor } from '#ports/vendor.ts';

/** A picture's bytes, or why they cannot be had now. */
export type SourceOutcome =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** The bytes of a picture the vendor made: its link, then each fallback, in order. */
export async function fetchSource(
  context: Pick<AppContext, 'fetchPicture'>,
  vendor: Pick<Vendor, 'trustedOrigins'>,
  source: PictureSource,
  wanted: 'pictures' | 'films' = 'pictures',
): Promise<SourceOutcome> {
  if (source.kind === 'bytes') return { kind: 'fetched', bytes: source.bytes };
  const details: string[] = [];
  for (const url of [source.url, ...(source.fallbacks ?? [])]) {
    const outcome = await context.fetchPicture(url, {
      trustedOrigins: vendor.trustedOrigins,
      wanted,
    });
    if (outcome.kind === 'fetched') return { kind: 'fetched', bytes: outcome.bytes };
    details.push(`${outcome.kind}: ${outcome.detail}`);
  }
  return { kind: 'unavailable', detail: details.join('; ') };
}
