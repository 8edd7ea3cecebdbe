import type { Log } from '#ports/log.ts';
import { systemClock } from './clock.ts';

/** Something to close, by the name that the log shows when it will not. */
export type Closing = { readonly name: string; readonly close: () => Promise<void> };

/** A part that does not close in time is left behind; everything it had is on disk. */
const PART_MS = 5_000;
/** How long all parts may take. Supervisors kill after ten seconds; the last parts get a moment even so. */
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
