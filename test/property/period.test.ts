import { describe, expect, it } from 'vitest';
import { dayAt, isTimeZone, periodAt } from '#domain/period.ts';
import { fc } from '#test/fixtures/fast-check.ts';

const ZONES = [
  'UTC',
  'Pacific/Auckland',
  'America/St_Johns',
  'Europe/Rome',
  // Clocks that change at midnight, where the day begins at one o'clock.
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Pacific/Apia',
] as const;

const moment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) });
const calendar = fc.record({
  anchorDay: fc.integer({ min: 1, max: 31 }),
  timeZone: fc.constantFrom(...ZONES),
});

describe('periods', () => {
  it.each([
    ['2026-11-21T12:00:00Z', 1, 'UTC', '2026-11', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['2026-12-31T23:59:59Z', 1, 'UTC', '2026-12', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['2028-02-29T00:00:00Z', 31, 'UTC', '2028-02', '2028-02-29T00:00:00Z', '2028-03-31T00:00:00Z'],
    ['2027-02-27T23:59:59Z', 31, 'UTC', '2027-01', '2027-01-31T00:00:00Z', '2027-02-28T00:00:00Z'],
    ['2027-01-10T00:00:00Z', 15, 'UTC', '2026-12', '2026-12-15T00:00:00Z', '2027-01-15T00:00:00Z'],
    [
      '2026-11-30T12:00:00Z',
      1,
      'Pacific/Auckland',
      '2026-12',
      '2026-11-30T11:00:00Z',
      '2026-12-31T11:00:00Z',
    ],
    // Midnight of that day did not exist in Brazil: clocks went from 23:59:59 to 01:00.
    [
      '2018-11-04T12:00:00Z',
      4,
      'America/Sao_Paulo',
      '2018-11',
      '2018-11-04T03:00:00Z',
      '2018-12-04T02:00:00Z',
    ],
    // Samoa moved across the date line and left the whole 30th out.
    [
      '2011-11-30T10:00:00Z',
      30,
      'Pacific/Apia',
      '2011-11',
      '2011-11-30T10:00:00Z',
      '2011-12-30T10:00:00Z',
    ],
  ])('%s with day %i in %s is of %s', (at, anchorDay, timeZone, label, starts, ends) => {
    expect(periodAt(Date.parse(at), { anchorDay, timeZone })).toMatchObject({
      label,
      startsAtMs: Date.parse(starts),
      endsAtMs: Date.parse(ends),
    });
  });

  it('hold their moment, begin on their first day, and follow one another without a gap', () => {
    fc.assert(
      fc.property(moment, calendar, (atMs, terms) => {
        const period = periodAt(atMs, terms);
        expect(period.startsAtMs).toBeLessThanOrEqual(atMs);
        expect(period.endsAtMs).toBeGreaterThan(atMs);
        expect(dayAt(period.startsAtMs, terms.timeZone)).toBe(period.firstDay);
        expect(dayAt(period.startsAtMs - 1, terms.timeZone)).not.toBe(period.firstDay);
        const next = periodAt(period.endsAtMs, terms);
        expect(next.startsAtMs).toBe(period.endsAtMs);
        expect(next.label > period.label).toBe(true);
        expect(periodAt(period.endsAtMs - 1, terms)).toEqual(period);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are twelve a year, whatever the day', () => {
    fc.assert(
      fc.property(calendar, (terms) => {
        const labels = new Set<string>();
        for (let day = 0; day < 365; day++) {
          labels.add(periodAt(Date.UTC(2027, 0, 1) + day * 86_400_000, terms).label);
        }
        expect(labels.size).toBeLessThanOrEqual(13);
        expect(labels.size).toBeGreaterThanOrEqual(12);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['Europe/Rome', true],
    ['UTC', true],
    ['Mars/Olympus', false],
    ['', false],
  ])('%s is a place: %s', (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });
});
