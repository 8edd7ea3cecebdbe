import { performance } from 'node:perf_hooks';
import { uptimeMs } from './clock.ts';

/** Over less than this, one long turn of the event loop would count for everything. */
const SAMPLE_MS = 250;

/**
 * How much of its time the event loop was at work, 0 to 1, over the last stretch of a quarter of a second or more between
 * two calls. Being kept from the processor while there is work counts as work.
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
