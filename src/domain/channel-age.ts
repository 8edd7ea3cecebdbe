import type { ChannelId } from './ids.ts';

/**
 * Whether Discord shows a channel to adults alone. `unknown`: it could not be found out, as for a thread whose channel
 * the bot was not told of; such a place is open where that is stricter, and restricted where that is.
 */
export type ChannelAge = 'open' | 'restricted' | 'unknown';

/** A place in Discord, as far as it matters what may be shown there; absent: open to all ages. */
export type AgedPlace = { readonly channelId: ChannelId; readonly age?: ChannelAge };

/** Whether what was made in one place may be shown in another: from an age-restricted one to such a one, or in its own. */
export function mayShowIn(made: AgedPlace, shown: AgedPlace): boolean {
  const isForAll = made.age === undefined || made.age === 'open';
  return isForAll || shown.age === 'restricted' || made.channelId === shown.channelId;
}
