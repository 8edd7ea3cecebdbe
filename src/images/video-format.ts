import { pictureFormat } from './picture-format.ts';

/** The video formats that vendors return, including animated WebP. */
export type VideoFormat = 'video/mp4' | 'video/webm' | 'image/webp';

/** Major brands of ISO files with videos; others with the same header are pictures or sound. */
const VIDEO_BRANDS = /^(?:iso[m2-9]|mp4[12]|avc1|M4V |dash|MSNV|qt {2})$/;
const EBML = '\x1a\x45\xdf\xa3';
/** The maximum size of the EBML header, which contains the document type. */
const EBML_HEADER_BYTES = 64;
/** "Animation" among the flags of the extended header (Google's WebP container specification). */
const WEBP_ANIMATED = 0x02;
const WEBP_FLAGS_AT = 20;

/** The format of the bytes by their header, or null. Nothing is decoded. */
export function videoFormat(bytes: Uint8Array): VideoFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(64, bytes.byteLength));
  const text = head.toString('latin1');
  if (text.slice(4, 8) === 'ftyp' && VIDEO_BRANDS.test(text.slice(8, 12))) return 'video/mp4';
  if (text.startsWith(EBML) && text.slice(0, EBML_HEADER_BYTES).includes('webm')) {
    return 'video/webm';
  }
  const isAnimated = ((head[WEBP_FLAGS_AT] ?? 0) & WEBP_ANIMATED) !== 0;
  if (pictureFormat(bytes) === 'image/webp' && text.slice(12, 16) === 'VP8X' && isAnimated) {
    return 'image/webp';
  }
  return null;
}
