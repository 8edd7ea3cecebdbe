import { createRequire } from 'node:module';
import type library from 'sharp';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

const require = createRequire(import.meta.url);
let loaded: typeof library | null = null;

/** Loads the picture library lazily, which saves 20 MB at start. */
export function loadSharp(): typeof library {
  if (loaded !== null) return loaded;
  const sharp: typeof library = require('sharp');
  // One thread per picture: pictures come in fours and the other core serves Discord. No cache: no two operations share
  // an input, so it would only use memory.
  sharp.concurrency(1);
  sharp.cache(false);
  loaded = sharp;
  return sharp;
}

/** The picture library as this process uses it; nothing else imports it directly. */
export function sharp(options?: SharpOptions): Sharp;
/** For bytes, a file, or several joined inputs. */
export function sharp(input?: SharpInput | SharpInput[], options?: SharpOptions): Sharp;
/** Forwards all arguments. */
export function sharp(...given: readonly unknown[]): Sharp {
  return Reflect.apply(loadSharp(), undefined, given);
}
