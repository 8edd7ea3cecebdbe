/**
 * How many pixels the process decodes at once. A few kilobytes may unpack to 100 megapixels, and several such
 * files together to more memory than the machine has; so whatever decodes asks here first and waits its turn.
 * Never holds two turns at once: a holder that asked again could wait for itself.
 */
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/**
 * What is decoded for: something to show, or what a person gave. The largest picture that may be given takes seconds
 * and all the pixels there are, so that it waits until nothing else does.
 */
export type DecodingPurpose = 'result' | 'input';

/** Bounds the pixels that are decoded at once, and so the memory they take. */
export type PixelBudget = {
  /**
   * Runs the work when so many pixels are free, results first and each kind in the order of asking; more than there
   * are count as all.
   */
  spend<Value>(
    pixels: number,
    work: () => Promise<Value>,
    purpose?: DecodingPurpose,
  ): Promise<Value>;
};

type Waiting = { readonly pixels: number; readonly start: () => void };

/** A budget of so many pixels. */
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

/** The process's own: one picture of the largest size, or a few dozen of the usual one. */
const budget = createPixelBudget(PIXELS_MAX);

/** Runs what decodes these pictures within the budget of the process; rejects where one is unreadable. */
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

/** Runs what works on so many raw pixels within the same budget. */
export const holding: PixelBudget['spend'] = budget.spend;
