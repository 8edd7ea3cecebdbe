/**
 * The structure, held by reading the sources: which layer may import which, how long a file may
 * be, and that time, chance, environment and console each have one door.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Layer of a path, by its beginning; the first match counts. */
const LAYERS = [
  ['src/domain/', 'domain'],
  ['src/ports/', 'ports'],
  ['src/application/', 'application'],
  ['src/vendors/studio/', 'studio'],
  ['src/vendors/', 'vendors'],
  ['src/store/', 'store'],
  ['src/images/', 'images'],
  ['src/painter/', 'painter'],
  ['src/discord/', 'discord'],
  ['src/web/', 'web'],
  ['src/i18n/', 'i18n'],
  ['src/config/', 'config'],
  ['src/system/', 'system'],
  ['src/open-playground.ts', 'local-discord'],
  ['src/', 'main'],
  ['commands/', 'commands'],
  ['playground/', 'playground'],
  ['emulators/', 'emulators'],
] as const;
type Layer = (typeof LAYERS)[number][1];

/** The one way that dependencies point. */
const MAY_IMPORT: Record<Layer, readonly Layer[]> = {
  domain: ['domain'],
  ports: ['ports', 'domain'],
  application: ['application', 'ports', 'domain'],
  vendors: ['vendors', 'ports', 'domain'],
  // The studio is a vendor that paints by itself.
  studio: ['studio', 'vendors', 'painter', 'images', 'ports', 'domain'],
  store: ['store', 'ports', 'domain'],
  images: ['images', 'ports', 'domain'],
  painter: ['painter', 'images', 'domain'],
  i18n: ['i18n'],
  config: ['config', 'system', 'store', 'vendors', 'application', 'ports', 'domain'],
  system: ['system', 'ports', 'domain'],
  discord: ['discord', 'i18n', 'application', 'ports', 'domain'],
  web: ['web', 'i18n', 'application', 'ports', 'domain'],
  commands: ['commands', 'discord', 'i18n', 'application', 'ports', 'domain'],
  // The playground takes Discord's place where there is no token, an emulator a vendor's.
  'local-discord': [
    'local-discord',
    'config',
    'system',
    'vendors',
    'playground',
    'emulators',
    'ports',
    'domain',
  ],
  main: [
    'main',
    'local-discord',
    'discord',
    'web',
    'i18n',
    'config',
    'system',
    'painter',
    'application',
    'vendors',
    'studio',
    'store',
    'images',
    'ports',
    'domain',
  ],
  playground: ['playground'],
  // Emulated vendors draw real pictures.
  emulators: ['emulators', 'painter', 'domain'],
};

const ALIASES: Record<string, string> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).imports;

const files = globSync(
  ['src/**/*.ts', 'commands/**/*.ts', 'playground/**/*.ts', 'emulators/**/*.ts'],
  {
    cwd: ROOT,
    exclude: ['playground/dist/**'],
  },
).map((path) => path.replaceAll('\\', '/'));

function layerOf(path: string): Layer | null {
  return LAYERS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? null;
}

/** The sources without comments, so that prose may name what code may not use. */
function codeOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
}

function importsOf(path: string): readonly string[] {
  const found = codeOf(path).matchAll(
    /(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)['"]([.#][^'"]+)['"]/g,
  );
  return [...found].flatMap(([, target]) => {
    const resolved = resolve(path, target ?? '');
    return resolved === null ? [] : [resolved];
  });
}

function resolve(from: string, target: string): string | null {
  if (target.startsWith('.')) return relative(ROOT, join(ROOT, dirname(from), target));
  for (const [alias, place] of Object.entries(ALIASES)) {
    const prefix = alias.replace('*', '');
    if (target.startsWith(prefix)) {
      return place.replace('./', '').replace('*', target.slice(prefix.length));
    }
  }
  return null;
}

function isAllowed(from: string, to: string): boolean {
  const source = layerOf(from);
  const target = layerOf(to);
  if (source === null || target === null) return true;
  return MAY_IMPORT[source].includes(target);
}

describe('structure', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it('lets dependencies point one way', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((target) => !isAllowed(path, target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reaches playground and emulators from src only by a dynamic import', () => {
    const wrong = files.filter(
      (path) =>
        path.startsWith('src/') && /from\s*['"]#(?:playground|emulators)/.test(codeOf(path)),
    );
    expect(wrong).toEqual([]);
  });

  it('lets no emulator read a prompt by the parser that it judges', () => {
    const wrong = files
      .filter((path) => path.startsWith('emulators/'))
      .flatMap((path) => importsOf(path).map((target) => `${path} imports ${target}`))
      .filter((line) => /imports src\/domain\/(?:prompt|.*\/prompt)/.test(line));
    expect(wrong).toEqual([]);
  });

  it('keeps folders of src small enough to be looked through', () => {
    const counts = Map.groupBy(
      files.filter((path) => path.startsWith('src/')),
      (path) => dirname(path),
    );
    const crowded = [...counts].filter(([, inFolder]) => inFolder.length > 45);
    expect(crowded.map(([folder, inFolder]) => `${folder}: ${inFolder.length}`)).toEqual([]);
  });

  it('keeps files short enough to read at once', () => {
    const long = files
      .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length }))
      // A vendor's file may be longer: the whole of one vendor is read together.
      .filter(({ path, lines }) => lines > (path.startsWith('src/vendors/specs/') ? 351 : 251))
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
  });

  it.each([
    ['time', /\bDate\.now\(|\bperformance\.now\(/, ['src/system/clock.ts']],
    ['chance', /\bMath\.random\(/, []],
    ['the environment', /\bprocess\.env\b/, ['src/start.ts', 'src/system/process-settings.ts']],
    ['the console', /\bconsole\./, []],
  ] as const)('has one door to %s', (_name, pattern, doors) => {
    const users = files.filter(
      (path) =>
        !/^(?:playground|emulators)\//.test(path) &&
        pattern.test(codeOf(path)) &&
        !(doors as readonly string[]).includes(path),
    );
    expect(users).toEqual([]);
  });

  it('uses no escape from the types', () => {
    const wrong = files.filter((path) =>
      /@ts-(?:ignore|expect-error|nocheck)|\bas any\b|: any\b|\bas unknown as\b/.test(codeOf(path)),
    );
    expect(wrong).toEqual([]);
  });
});
