import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readMask, writeMask } from '#images/mask.ts';
import { relabelMask } from '#vendors/specs/apimart/apimart-request.ts';

const SIZE = { width: 37, height: 21 };
const data = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, pixel) =>
  pixel % 5 === 0 ? 255 : 0,
);

/** Eight by two pixels; each row is a filter byte and one byte of pixels. */
function oneBitMask(): Uint8Array {
  const chunk = (name: string, content: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name), content]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.from([0, 0, 0, 8, 0, 0, 0, 2, 1, 0, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.from([0, 0b10000001, 0, 0b01000010]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a grey mask relabelled', () => {
  test.for(['transparent', 'white'] as const)(
    'says the same by %s, pixel by pixel',
    async (polarity) => {
      const grey = await writeMask({ ...SIZE, data }, 'white');
      const relabelled = relabelMask(grey, polarity);
      const read = await readMask(relabelled ?? new Uint8Array(), SIZE, polarity);
      expect(Buffer.from(read.data).equals(Buffer.from(data))).toBe(true);
    },
  );

  test('of one bit a pixel too', async () => {
    const relabelled = relabelMask(oneBitMask(), 'transparent');
    const read = await readMask(
      relabelled ?? new Uint8Array(),
      { width: 8, height: 2 },
      'transparent',
    );
    expect([...read.data].map((value) => value / 255)).toEqual([
      ...[1, 0, 0, 0, 0, 0, 0, 1],
      ...[0, 1, 0, 0, 0, 0, 1, 0],
    ]);
  });

  test.for([
    ['colours', () => sharp({ create: { ...SIZE, channels: 3, background: '#fff' } }).png()],
    [
      'another format',
      () => sharp({ create: { ...SIZE, channels: 3, background: '#fff' } }).jpeg(),
    ],
  ] as const)('%s is no grey mask', async ([, make]) => {
    expect(relabelMask(await make().toBuffer(), 'transparent')).toBeNull();
  });
});
