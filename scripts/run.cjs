/**
 * `node scripts/run.cjs src/main.ts`: runs a program of the bot as `node src/main.ts` would, or says in one line what it
 * lacks. The bot is TypeScript, which an older Node answers with a stack trace; this file is one that it can read.
 */
'use strict';

const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const ROOT = join(__dirname, '..');
/** What `npm ci` can be run with (README); the Node for the bot itself comes with it. */
const NODE_TO_INSTALL = 20;

const majorOf = (version) => Number(version.split('.')[0]);

/** What is to be done before the bot can run, in a line; null: nothing. `wanted`: the version that it is made for. */
function missing({ version, wanted, isInstalled }) {
  if (!isInstalled && majorOf(version) < NODE_TO_INSTALL) {
    return `Fourfold is installed with Node ${NODE_TO_INSTALL} or newer, and this is Node ${version}: install a newer one from https://nodejs.org, then run: npm ci`;
  }
  if (!isInstalled) return 'Fourfold is not installed yet. Run this first, in its folder: npm ci';
  if (majorOf(version) < majorOf(wanted)) {
    return `Fourfold needs Node ${majorOf(wanted)}, and this is Node ${version}. npm ci installs the right one beside the bot, and npm start uses it: run both.`;
  }
  return null;
}

function run() {
  const [node, , target, ...rest] = process.argv;
  const line = missing({
    version: process.versions.node,
    wanted: require(join(ROOT, 'package.json')).devDependencies.node,
    isInstalled: existsSync(join(ROOT, 'node_modules', 'zod')),
  });
  if (line !== null) {
    process.stderr.write(`${line}\n`);
    process.exit(1);
  }
  // A program that begins itself anew, with other settings of Node, needs this file no more.
  process.argv = [node, resolve(target), ...rest];
  import(pathToFileURL(resolve(target)).href).catch((error) => {
    // Where nobody waits for it, it ends the process with its stack, as it would without this file.
    setImmediate(() => {
      throw error;
    });
  });
}

if (require.main === module) run();
module.exports = { missing };
