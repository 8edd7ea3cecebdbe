/**
 * `npm run bench -- <name> [arguments]` runs `bench/<name>.ts`; without a name all of them, one after the other, with their own
 * numbers of rounds (about an hour). Each prints this bot beside its limit. Ends with 1 where one of them failed.
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
  // In a process of its own: what one leaves behind must not slow the next.
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.ts`), ...rest], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
