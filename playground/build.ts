/**
 * Builds what is published: JavaScript and types in `dist`, beside the page's own files. In a checkout the sources run as
 * they are; in `node_modules` Node refuses to run TypeScript.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = import.meta.dirname;
const DIST = join(FOLDER, 'dist');
const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);

rmSync(DIST, { recursive: true, force: true });
execFileSync(process.execPath, [compiler, '-p', FOLDER], { stdio: 'inherit' });
cpSync(join(FOLDER, 'page', 'browser'), join(DIST, 'page', 'browser'), {
  recursive: true,
  filter: (path) => !path.endsWith('.d.ts') && !path.endsWith('tsconfig.json'),
});
// A package scope of its own: there `#playground/...` means the built files.
writeFileSync(
  join(DIST, 'package.json'),
  `${JSON.stringify({ type: 'module', imports: { '#playground/*.ts': './*.js' } }, null, 2)}\n`,
);
