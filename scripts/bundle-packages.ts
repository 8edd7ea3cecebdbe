/** The packages that `npm run bundle` copies from node_modules. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** Only needed to build a package or to develop with it. */
const LEFT_OUT =
  /\.(?:d\.[cm]?ts|map|md|gypi?|cc|h)$|\/better-sqlite3\/(?:deps|src)$|\/preact\/(?:src|debug|devtools|compat|test-utils)$|\/node-addon-api$/;

/** Copies the packages and their dependencies, without build-only files and those for other platforms. */
export function copyPackages(root: string, folder: string, names: readonly string[]): void {
  const wanted = [...names];
  const own = `${process.platform}-${process.arch}.node`;
  // Grows while it is iterated.
  for (const name of wanted) {
    const path = join(root, 'node_modules', name);
    // A missing optional dependency is for another platform.
    if (!existsSync(path) || LEFT_OUT.test(path)) continue;
    cpSync(path, join(folder, 'node_modules', name), {
      recursive: true,
      filter: (file) =>
        !LEFT_OUT.test(file) && !(file.includes('/prebuilds/') && !file.endsWith(`/${own}`)),
    });
    const { dependencies, optionalDependencies } = manifest.parse(
      JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')),
    );
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (!wanted.includes(next)) wanted.push(next);
    }
  }
}

/** The licences of the packages of these files, as required. */
export function licencesOf(root: string, files: readonly string[]): string {
  const packages = new Set(
    files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const texts = [...packages].toSorted().map((name) => {
    const licence = readdirSync(join(root, name)).find((file) => /^licen[cs]e/i.test(file));
    const text =
      licence === undefined
        ? 'See the package.json of the package for its licence.\n'
        : readFileSync(join(root, name, licence), 'utf8');
    return `${name.replace(/^.*node_modules\//, '')}\n\n${text}`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
