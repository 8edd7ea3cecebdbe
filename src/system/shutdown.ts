import type { Log } from '#ports/log.ts';
import { systemClock } from './clock.ts';

/** A part to close, with its name for the log. */
export type Closing = { readonly name: string; readonly close: () => Promise<void> };

/** A part that does not close in time is abandoned; its data is on disk. */
const PART_MS = 5_000;
/** The time limit for all parts. Supervisors kill after ten seconds; even the last parts get a moment. */
export const TOGETHER_MS = 9_000;
const PART_MS_MIN = 100;

/** Closes the parts one after another, in the given order; never throws, always ends. */
export async function closeAll(parts: readonly Closing[], log: Log): Promise<void> {
  const endsAtMs = systemClock.nowMs() + TOGETHER_MS;
  for (const { name, close } of parts) {
    const leftMs = Math.min(PART_MS, Math.max(PART_MS_MIN, endsAtMs - systemClock.nowMs()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not closed after ${Math.round(leftMs)} ms`)),
        leftMs,
      );
    });
    try {
      await Promise.race([close(), late]);
    } catch (error) {
      log.error({ part: name, error }, 'part did not close');
    } finally {
      clearTimeout(timer);
    }
  }
}
