import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { videoFormat } from '#images/video-format.ts';

const box = (brand: string) =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from(`ftyp${brand}`, 'latin1'),
    Buffer.alloc(60),
  ]);
const ebml = (type: string) =>
  Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84]),
    Buffer.from(type),
    Buffer.alloc(60),
  ]);
const webp = (pages: number) =>
  // Frames that are alike are made one.
  sharp(Buffer.concat([Buffer.alloc(192, 90), Buffer.alloc(192, 9)].slice(0, pages)), {
    raw: { width: 8, height: 8 * pages, channels: 3, pageHeight: 8 },
  })
    .webp()
    .toBuffer();

describe('a video is known by its first bytes', () => {
  it.each([
    ['MP4 of many programs', box('isom'), 'video/mp4'],
    ['MP4', box('mp42'), 'video/mp4'],
    ['WebM', ebml('webm'), 'video/webm'],
    ['Matroska that is no WebM', ebml('matroska'), null],
    ['AVIF, which has the same head as MP4', box('avif'), null],
    ['a photograph of a telephone', box('heic'), null],
    ['sound', box('M4A '), null],
    ['a web page', Buffer.from('<!doctype html><title>expired</title>'), null],
    ['nothing', Buffer.alloc(0), null],
  ])('%s', (_what, bytes, expected) => {
    expect(videoFormat(bytes)).toBe(expected);
  });

  it('an animated WebP is one, a still is none', async () => {
    expect(videoFormat(await webp(2))).toBe('image/webp');
    expect(videoFormat(await webp(1))).toBeNull();
  });
});
