import type { Log } from '#ports/log.ts';

/** Something to close, by the name that the log shows when it will not. */
export type Closing = { readonly name: string; readonly close: () => Promise<void> };

/** A part that does not close in time is left behind; everything it had is on disk. */
const PART_MS = 8_000;

/** Closes the parts one after another, in the given order; never throws, always ends. */
export async function closeAll(parts: readonly Closing[], log: Log): Promise<void> {
  for (const { name, close } of parts) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`not closed after ${PART_MS} ms`)), PART_MS);
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
