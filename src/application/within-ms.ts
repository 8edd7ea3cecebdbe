import { type Clock, callOff } from '#ports/clock.ts';

/** The outcome if it is ready in time, else null; the timer is cancelled either way. */
export async function withinMs<Outcome>(
  clock: Pick<Clock, 'nowMs' | 'sleepUntil'>,
  looking: Promise<Outcome>,
  ms: number,
): Promise<Outcome | null> {
  const giveUp = new AbortController();
  const late = clock.sleepUntil(clock.nowMs() + ms, giveUp.signal).then(() => null);
  try {
    return await Promise.race([looking, late]);
  } finally {
    callOff(giveUp);
  }
}
