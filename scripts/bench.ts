/**
 * `npm run bench -- <name> [arguments]` runs `bench/<name>.ts`; without a name all of them, sequentially, with their
 * own numbers of rounds (about an hour). Each prints the result and its limit. Exits with 1 if one of them failed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''));
const [wanted, ...rest] = process.argv.slice(2);
if (wanted !== undefined && !names.includes(wanted)) {
  process.stderr.write(`npm run bench -- ${names.join(' | ')}\n`);
  process.exit(1);
}
for (const name of wanted === undefined ? names : [wanted]) {
  process.stdout.write(`== ${name}\n`);
  // In a separate process, so that benchmarks do not affect each other.
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.ts`), ...rest], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
