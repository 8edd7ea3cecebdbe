/**
 * Settings that Node and the C library read once, as a process begins. Measured with Node 24 on Linux, resident memory
 * of the bot when it is ready and after fifty grids: docs/performance.md.
 */

import { fileURLToPath } from 'node:url';

/**
 * MiB of one half of V8's space for new objects. Left alone it grows to 32, three times over. With 4 a sixth of a busy
 * bot's processor time went into emptying it. What loading the program leaves in 16 is given back when the bot is ready.
 */
const SEMI_SPACE = '--max-semi-space-size=16';
/** Node's options that the bot begins with; without the second, memory cannot be given back. */
export const START_OPTIONS = [SEMI_SPACE, '--expose-gc'] as const;
/**
 * glibc keeps freed memory apart for each thread that asked for some, and takes a block that was freed once, as large as a
 * picture, for one that will be asked for again. With bounds for both, what a picture took goes back with it. The picture
 * process must not have the bounds (bytes): a large drawing took 40 s with them instead of one.
 */
export const ALLOCATOR = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const;
/** Where what was compiled at one start is kept for the next; without TypeScript's types, too. */
const COMPILED = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url)),
};

/**
 * Goes on as a process with the settings: the same one to everybody else, with its number, its files and its signals.
 * Returns where it has them, where somebody chose their own, and where processes cannot do this (Windows).
 */
export function restartWithSettings(): void {
  const { env, execArgv, argv, execPath, execve } = process;
  const isChosen = `${execArgv.join(' ')} ${env.NODE_OPTIONS ?? ''}`.includes('semi-space');
  // A channel to the parent (node --watch) would be lost.
  if (isChosen || execve === undefined || process.send !== undefined) return;
  // It says that it is experimental; where it fails it throws, and nothing has changed.
  const warnings = process.listeners('warning');
  process.removeAllListeners('warning');
  try {
    execve(execPath, [execPath, ...START_OPTIONS, ...execArgv, ...argv.slice(1)], {
      ...ALLOCATOR,
      ...COMPILED,
      ...env,
    });
  } catch (error) {
    for (const listener of warnings) process.on('warning', listener);
    process.emitWarning(`memory settings are not in effect: ${String(error)}`);
  }
}

/**
 * Gives the system back what loading the program took and nothing needs any more, some 25 MiB. It holds the process up for
 * about a tenth of a second, and does nothing where the process was begun without the settings.
 */
export function giveBackMemory(): void {
  void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** What programs on any system are told by their environment, Node and the libraries of pictures and letters. */
const NO_SECRETS =
  /^(?:PATH|HOME|TMPDIR|TMP|TEMP|TZ|LANG|LC_\w+|SYSTEMROOT|NODE_\w+|LD_LIBRARY_PATH|UV_\w+|MALLOC_ARENA_MAX|VIPS_\w+|FONTCONFIG_\w+|XDG_\w+)$/i;

/** The environment for a process that decodes what strangers send: nothing of the bot's own, so no token, key or bound. */
export const environmentWithoutSecrets = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => NO_SECRETS.test(name)));
