/**
 * Settings that Node and the C library only read at process start. Measured with Node 24 on Linux, resident memory of
 * the bot when it is ready and after fifty grids: docs/performance.md.
 */

import { flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * MiB of a V8 semi-space. By default it grows to 32, three times over. With 4, garbage collection took a sixth of a
 * busy bot's processor time. Memory used while loading is released before the bot connects.
 */
const SEMI_SPACE = '--max-semi-space-size=16';
/** Node's options for the bot; the second is needed to release memory. */
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
/** The compile cache between starts, also for type-stripped TypeScript. */
const COMPILED = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url)),
};

/**
 * Re-executes the process with the settings, keeping its pid, files and signals. Returns if it already has them, if
 * others were chosen explicitly, and on platforms without exec (Windows).
 */
export function restartWithSettings(): void {
  const { env, execArgv, argv, execPath, execve } = process;
  const isChosen = `${execArgv.join(' ')} ${env.NODE_OPTIONS ?? ''}`.includes('semi-space');
  // A channel to the parent (node --watch) would be lost.
  if (isChosen || execve === undefined || process.send !== undefined) return;
  // Suppresses its experimental warning; if it fails it throws without side effects.
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
 * Saves the compile cache for the next start, because a killed process saves nothing, and releases the memory that only loading
 * needed, about 25 MiB (if the process was started with the settings). This blocks for about 0.1 s, and for over a second on
 * a busy machine, so call it before anything can be asked of the bot.
 */
export function endLoading(): void {
  flushCompileCache();
  void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** Common environment variables, and those of Node and the picture and font libraries. */
const NO_SECRETS =
  /^(?:PATH|HOME|TMPDIR|TMP|TEMP|TZ|LANG|LC_\w+|SYSTEMROOT|NODE_\w+|LD_LIBRARY_PATH|UV_\w+|MALLOC_ARENA_MAX|VIPS_\w+|FONTCONFIG_\w+|XDG_\w+)$/i;

/** The environment for a process that decodes what strangers send: nothing of the bot's own, so no token, key or bound. */
export const environmentWithoutSecrets = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => NO_SECRETS.test(name)));
