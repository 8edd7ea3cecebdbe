/** What `npm run bundle` takes from node_modules as it is. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** Needed to build a package or to write programs with it, not to run it. */
const LEFT_OUT =
  /\.(?:d\.[cm]?ts|map|md|gypi?|cc|h)$|\/better-sqlite3\/(?:deps|src)$|\/preact\/(?:src|debug|devtools|compat|test-utils)$|\/node-addon-api$/;

/** Copies the packages and those that they need, without what only builds them or is for another machine. */
export function copyPackages(root: string, folder: string, names: readonly string[]): void {
  const wanted = [...names];
  const own = `${process.platform}-${process.arch}.node`;
  // Grows while it is walked.
  for (const name of wanted) {
    const path = join(root, 'node_modules', name);
    // An optional one is for another machine.
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

/** The licences of all packages that these files are of, as they ask for. */
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
