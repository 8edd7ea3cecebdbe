/**
 * Limits the pixels that the process decodes at once. A few kilobytes may decode to 100 megapixels, and several such
 * files to more memory than the machine has, so every decoder acquires from this budget first. A holder must not
 * acquire again, which could deadlock.
 */
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/**
 * The purpose of decoding: a result, or an upload. The largest upload takes seconds and the whole budget, so uploads
 * wait until no result does.
 */
export type DecodingPurpose = 'result' | 'input';

/** Limits concurrently decoded pixels, and thereby memory. */
export type PixelBudget = {
  /**
   * Runs the work when that many pixels are free, results first, each kind in order; more than the budget counts as all
   * of it.
   */
  spend<Value>(
    pixels: number,
    work: () => Promise<Value>,
    purpose?: DecodingPurpose,
  ): Promise<Value>;
};

type Waiting = { readonly pixels: number; readonly start: () => void };

/** A budget of that many pixels. */
export function createPixelBudget(pixelsMax: number): PixelBudget {
  const waiting: { readonly [purpose in DecodingPurpose]: Waiting[] } = { result: [], input: [] };
  let spent = 0;
  const startNext = (): void => {
    for (;;) {
      const line = waiting.result.length > 0 ? waiting.result : waiting.input;
      const [next] = line;
      if (next === undefined || spent + next.pixels > pixelsMax) return;
      line.shift();
      spent += next.pixels;
      next.start();
    }
  };
  return {
    spend: async (wanted, work, purpose = 'result') => {
      const pixels = Math.min(wanted, pixelsMax);
      await new Promise<void>((resolve) => {
        waiting[purpose].push({ pixels, start: resolve });
        startNext();
      });
      try {
        return await work();
      } finally {
        spent -= pixels;
        startNext();
      }
    },
  };
}

/** The process's budget: one picture of the largest size, or a few dozen of the usual one. */
const budget = createPixelBudget(PIXELS_MAX);

/** Runs the decoding of these pictures within the process's budget; rejects if one is unreadable. */
export async function decoding<Value>(
  pictures: readonly Uint8Array[],
  work: () => Promise<Value>,
  purpose: DecodingPurpose = 'result',
): Promise<Value> {
  const sizes = await Promise.all(
    pictures.map(async (bytes) => {
      const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
      return width * height;
    }),
  );
  const pixels = sizes.reduce((sum, size) => sum + size, 0);
  return budget.spend(pixels, work, purpose);
}

/** Runs work on that many raw pixels within the same budget. */
export const holding: PixelBudget['spend'] = budget.spend;
