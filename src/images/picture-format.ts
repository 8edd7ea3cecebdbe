/** The picture formats that vendors return and Discord shows, by their first bytes. */
export type PictureFormat = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif';

/**
 * The format of the bytes, or null. Checked before decoding, because the decoder also reads formats that can refer to
 * other files or take forever (SVG, PDF).
 */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.byteLength));
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (/^ftypavi[fs]/.test(text.slice(4))) return 'image/avif';
  return null;
}

/** Formats accepted from users: also HEIC from phones, some of which is AVIF under the generic brand. */
export type InputFormat = PictureFormat | 'image/heic';

/** The brands of ISO 23008-12, which names still pictures and sequences of them. */
const HEIF_BRAND = /^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/;

/** The format of an uploaded picture, or null. */
export function inputFormat(bytes: Uint8Array): InputFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.byteLength));
  return HEIF_BRAND.test(head.toString('latin1').slice(4)) ? 'image/heic' : pictureFormat(bytes);
}
