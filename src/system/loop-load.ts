import { performance } from 'node:perf_hooks';
import { uptimeMs } from './clock.ts';

/** Over a shorter time, one long turn of the event loop would dominate. */
const SAMPLE_MS = 250;

/**
 * The event loop's utilisation, 0 to 1, over the last interval of at least a quarter of a second between two calls.
 * Waiting for a processor counts as utilisation.
 */
export function createLoopLoad(): () => number {
  let before = performance.eventLoopUtilization();
  let beforeMs = uptimeMs();
  let load = 0;
  return () => {
    const nowMs = uptimeMs();
    if (nowMs - beforeMs >= SAMPLE_MS) {
      const now = performance.eventLoopUtilization();
      load = performance.eventLoopUtilization(now, before).utilization;
      before = now;
      beforeMs = nowMs;
    }
    return load;
  };
}
