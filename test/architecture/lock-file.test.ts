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
        link: z.boolean().optional(),
        integrity: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')));

it('the lock file holds no download addresses', () => {
  // The link to a workspace is "resolved" to its folder.
  const addresses = Object.entries(lock.packages).filter(
    ([, { resolved, link }]) => resolved !== undefined && (link !== true || resolved.includes(':')),
  );
  expect(addresses).toEqual([]);
});

it('every package that is downloaded has the hash that npm ci compares it with', () => {
  const unchecked = Object.entries(lock.packages)
    // The project itself, its workspaces and the links to them are not downloaded.
    .filter(([place, { link }]) => place.includes('node_modules/') && link !== true)
    .filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''));
  expect(unchecked.map(([place]) => place)).toEqual([]);
});

it('the lock file names the packages of every platform, which npm ci insists on', () => {
  const named = Object.keys(lock.packages);
  const missing = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !named.some((place) => place.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
