/** Parses the form of the region editor, with a fixed number of parts. */

const HEAD_BYTES_MAX = 1024;
const BLANK_LINE = '\r\n\r\n';

/**
 * Parses a `multipart/form-data` body; null if it has another number of parts, a part with an overlong header, or is
 * incomplete. Takes linear time for any input.
 */
export async function readForm(
  bytes: Uint8Array,
  contentType: string,
  partCount: number,
): Promise<FormData | null> {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s"]{1,70}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined || !isBounded(Buffer.from(bytes), `--${name}`, partCount)) return null;
  const headers = { 'content-type': contentType };
  return new Response(new Uint8Array(bytes), { headers }).formData().catch(() => null);
}

function isBounded(body: Buffer, delimiter: string, partCount: number): boolean {
  let parts = 0;
  let at = body.indexOf(delimiter);
  if (at !== 0) return false;
  while (at !== -1) {
    const after = at + delimiter.length;
    const next = body.indexOf(delimiter, after);
    // The last delimiter ends the form.
    if (next === -1) return parts === partCount && body.subarray(after, after + 2).equals(END);
    parts++;
    const head = body.subarray(after, Math.min(next, after + HEAD_BYTES_MAX));
    if (parts > partCount || head.indexOf(BLANK_LINE) === -1) return false;
    at = next;
  }
  return false;
}

const END = Buffer.from('--');
