/**
 * What an installation takes on disk, and which packages it is of: node_modules for production beside the folder that the
 * container has: `npm run bench -- install`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bundledBot } from './setup/bot-under-test.ts';

const ROOT = join(import.meta.dirname, '..');
const SHOWN = 12;
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), link: z.boolean().optional() }),
  ),
});

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1).padStart(6)} MiB`;

/** The bytes of a folder's files; nested packages are counted by themselves. */
function bytesOf(folder: string, isWhole = false): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) bytes += statSync(path).size;
    else if (entry.isDirectory() && (isWhole || entry.name !== 'node_modules')) {
      bytes += bytesOf(path, isWhole);
    }
  }
  return bytes;
}

const { packages } = lock.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
const sizes = Object.entries(packages)
  .filter(
    ([path, { dev, link }]) => path.startsWith('node_modules/') && dev !== true && link !== true,
  )
  .flatMap(([path]) => {
    // Optional ones of other machines are not there.
    const isThere = statSync(join(ROOT, path), { throwIfNoEntry: false }) !== undefined;
    return isThere ? [{ path, bytes: bytesOf(join(ROOT, path)) }] : [];
  })
  .toSorted((one, other) => other.bytes - one.bytes);
const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
process.stdout.write(`${mib(all)} node_modules for production, ${sizes.length} packages\n`);
for (const { path, bytes } of sizes.slice(0, SHOWN)) {
  process.stdout.write(`  ${mib(bytes)} ${path.replace('node_modules/', '')}\n`);
}
const fromMs = performance.now();
const bundle = bundledBot();
const seconds = ((performance.now() - fromMs) / 1000).toFixed(1);
const whole = bytesOf(bundle, true);
process.stdout.write(
  `${mib(whole)} in the container (${(whole / all).toFixed(2)} of it), bundled in ${seconds} s\n`,
);
for (const name of readdirSync(bundle)) {
  const path = join(bundle, name);
  if (statSync(path).isDirectory()) process.stdout.write(`  ${mib(bytesOf(path, true))} ${name}\n`);
}
