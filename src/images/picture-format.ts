/** The picture formats that people and vendors may hand us, by their first bytes. */
export type PictureFormat = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif';

/**
 * The format of the bytes, or null. Looked at before any decoder sees them, because the decoder
 * also reads formats that can refer to other files or take for ever (SVG, PDF).
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
