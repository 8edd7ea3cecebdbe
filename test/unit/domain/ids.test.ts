import { describe, expect, it } from 'vitest';
import { mintJobId, parseJobId } from '#domain/ids.ts';

const BYTES = new Uint8Array([255, 0, 31, 32, 7, 8, 9]);

describe('job ids', () => {
  it('are 16 characters that parse back to themselves', () => {
    const id = mintJobId(1_795_000_000_000, BYTES);
    expect(id).toHaveLength(16);
    expect(parseJobId(id)).toBe(id);
  });

  it('sort by time', () => {
    const times = [0, 1, 31, 32, 1_700_000_000_000, 1_795_000_000_000, 1_795_000_000_001];
    const ids = times.map((time) => mintJobId(time, BYTES));
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    '',
    'short',
    '0123456789abcdeu',
    '0123456789ABCDEF',
    '0123456789abcdef0',
    '../../etc/passwd',
  ])('refuses %j', (text) => {
    expect(parseJobId(text)).toBeNull();
  });
});
