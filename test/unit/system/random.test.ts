import { expect, it } from 'vitest';
import { systemRandom } from '#system/random.ts';

it('never draws the same twice', () => {
  const secrets = Array.from({ length: 2_000 }, () => systemRandom.secret());
  const ids = Array.from({ length: 2_000 }, () => systemRandom.jobId(0));
  expect(new Set(secrets).size).toBe(2_000);
  expect(new Set(ids).size).toBe(2_000);
  expect(new Set(secrets.map((secret) => secret.length))).toEqual(new Set([32]));
});
