import { describe, expect, it } from 'vitest';
import { periodOf, renewsAtMs } from '#domain/credits.ts';

describe('monthly periods', () => {
  it.each([
    ['2026-11-21T12:00:00Z', '2026-11', '2026-12-01T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T00:00:00Z', '2027-01', '2027-02-01T00:00:00.000Z'],
    ['2028-02-29T10:00:00Z', '2028-02', '2028-03-01T00:00:00.000Z'],
  ])('%s belongs to %s and renews at %s', (moment, period, renewal) => {
    const atMs = Date.parse(moment);
    expect(periodOf(atMs)).toBe(period);
    expect(new Date(renewsAtMs(atMs)).toISOString()).toBe(renewal);
  });
});
