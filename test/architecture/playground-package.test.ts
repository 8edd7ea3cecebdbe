/** The playground serves any bot: it is a package that knows nothing of this one. */
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '..', '..', 'playground');
const manifest = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')));

const files = globSync('**/*.{ts,js,css,html,svg,md,json}', {
  cwd: FOLDER,
  exclude: ['dist/**', 'node_modules/**'],
});
const code = files.filter((path) => /\.(?:ts|js)$/.test(path));
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

/** Everything that a file imports, by `import`, `import()`, `import.meta.resolve` or a type in a comment. */
const importsOf = (path: string): readonly string[] =>
  [
    ...read(path).matchAll(
      /(?:\bfrom\s*|\bimport\s*\(?\s*|\bresolve\(\s*)['"]([@#.\w][^'"\n]*)['"]/g,
    ),
    ...(path === 'serve-page-file.ts' ? read(path).matchAll(/'\/modules\/.*': '(.*)'/g) : []),
  ].flatMap(([, name]) => (name === undefined ? [] : [name]));

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** The packages that a part of the folder imports; Node's own modules and its own files are none. */
const packagesOf = (paths: readonly string[]): ReadonlySet<string> =>
  new Set(
    paths
      .flatMap(importsOf)
      .filter((name) => !name.startsWith('.') && !name.startsWith('#playground/'))
      .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
      .map(packageOf),
  );

const isPublished = (path: string): boolean => !/^(?:example\/|build\.ts)/.test(path);

it('finds the sources', () => {
  expect(code.length).toBeGreaterThan(150);
});

it('reaches no file outside its folder', () => {
  const outside = code.flatMap((path) =>
    importsOf(path)
      .filter((name) => name.startsWith('.'))
      .filter((name) => relative(FOLDER, join(FOLDER, dirname(path), name)).startsWith('..'))
      .map((name) => `${path} imports ${name}`),
  );
  expect(outside).toEqual([]);
});

it('declares the packages that it imports, and imports those that it declares', () => {
  const published = packagesOf(code.filter(isPublished));
  expect([...published].toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
  const used = packagesOf(code);
  const undeclared = [...used].filter(
    (name) =>
      name !== 'discord-playground' &&
      !(name in manifest.dependencies || name in manifest.devDependencies),
  );
  expect(undeclared).toEqual([]);
});

it('does not know the bot that it stands beside', () => {
  const wrong = files.filter((path) => /fourfold|midjourney/i.test(read(path)));
  expect(wrong).toEqual([]);
});
