/** Bytes of a file, both ends included. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * The byte range of a `Range` header (RFC 9110, 14.2). Several ranges, other units and invalid headers mean the whole
 * file, as the standard allows.
 */
export function rangeOf(
  header: string | undefined,
  bytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  // Without a start: the last bytes.
  if (from === '') {
    const wanted = Math.min(Number(to), bytes);
    return wanted === 0 ? 'unsatisfiable' : { first: bytes - wanted, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= bytes ? 'unsatisfiable' : { first, last };
}
