/** `npm run bench -- <name> [arguments]`: runs `bench/<name>.ts`; without a name lists them. */
import { readdirSync } from 'node:fs';

const folder = new URL('../bench/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''));
const [name] = process.argv.splice(2, 1);
if (name !== undefined && names.includes(name)) {
  await import(new URL(`${name}.ts`, folder).href);
} else {
  process.stdout.write(`npm run bench -- ${names.join(' | ')}\n`);
  process.exitCode = name === undefined ? 0 : 1;
}
