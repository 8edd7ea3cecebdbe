/** Bytes of a file, both ends included. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * What a `Range` header asks of a file of so many bytes (RFC 9110, 14.2). Several ranges at once, other units and
 * what cannot be read ask for the whole, as the standard allows.
 */
export function rangeOf(
  header: string | undefined,
  bytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  // Without a beginning it is the last so many bytes.
  if (from === '') {
    const wanted = Math.min(Number(to), bytes);
    return wanted === 0 ? 'unsatisfiable' : { first: bytes - wanted, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= bytes ? 'unsatisfiable' : { first, last };
}
