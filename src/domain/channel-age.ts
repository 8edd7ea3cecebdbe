import type { ChannelId } from './ids.ts';

/**
 * Whether Discord shows a channel only to adults. `unknown`: it could not be determined, such as for a thread whose
 * channel the payload does not name; it is treated as open or restricted, whichever is stricter.
 */
export type ChannelAge = 'open' | 'restricted' | 'unknown';

/** A channel with its age restriction; absent: open to all ages. */
export type AgedPlace = { readonly channelId: ChannelId; readonly age?: ChannelAge };

/**
 * Whether a result of one channel may be shown in another: age-restricted results only in age-restricted channels, or
 * in their own.
 */
export function mayShowIn(made: AgedPlace, shown: AgedPlace): boolean {
  const isForAll = made.age === undefined || made.age === 'open';
  return isForAll || shown.age === 'restricted' || made.channelId === shown.channelId;
}
