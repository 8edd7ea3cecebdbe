/**
 * What `npm ci` needs of the lock file, on any machine: every package of every platform, and no
 * addresses of whatever registry it was made with.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        resolved: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')));

it('the lock file holds no download addresses', () => {
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved)).toEqual([]);
});

it('the lock file names the packages of every platform, which npm ci insists on', () => {
  const named = Object.keys(lock.packages);
  const missing = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !named.some((place) => place.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
