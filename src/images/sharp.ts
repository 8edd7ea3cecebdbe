import { createRequire } from 'node:module';
import type library from 'sharp';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

const require = createRequire(import.meta.url);
let loaded: typeof library | null = null;

/**
 * Loads the picture library, once; a start does without its 20 MB.
 */
export function loadSharp(): typeof library {
  if (loaded !== null) return loaded;
  const sharp: typeof library = require('sharp');
  // One thread a picture: pictures come in fours and the other core answers Discord. No cache: no two
  // operations here share an input, so it would only hold memory.
  sharp.concurrency(1);
  sharp.cache(false);
  loaded = sharp;
  return sharp;
}

/** The picture library as this process uses it; nothing else imports it directly. */
export function sharp(options?: SharpOptions): Sharp;
/** The same over bytes or a file, or over several that are joined. */
export function sharp(input?: SharpInput | SharpInput[], options?: SharpOptions): Sharp;
/** Both, handed on as they are. */
export function sharp(...given: readonly unknown[]): Sharp {
  return Reflect.apply(loadSharp(), undefined, given);
}
