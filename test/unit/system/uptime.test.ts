import { afterEach, expect, it, vi } from 'vitest';
import { uptimeMs } from '#system/clock.ts';

afterEach(() => vi.restoreAllMocks());

it('the uptime goes on evenly while somebody sets the clock', () => {
  const before = uptimeMs();
  vi.spyOn(Date, 'now').mockReturnValue(0);
  const after = uptimeMs();
  expect(after - before).toBeGreaterThanOrEqual(0);
  expect(after - before).toBeLessThan(60_000);
  expect(Number.isInteger(after)).toBe(true);
});
