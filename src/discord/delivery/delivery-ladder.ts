/**
 * What to try after Discord refuses a job's message, as one table. Places are tried in order, with the wordings in
 * order in each; a refusal decides the next step. At the end the result is kept for `/show` and the person told, or the
 * job refunded: a paid result is never lost silently.
 */
import type { DiscordFailureKind } from '#discord/rest/discord-failures.ts';

/**
 * - `channel`: where the request came from.
 * - `parent`: the channel of a public thread that takes no more messages.
 * - `direct`: the person's direct messages.
 */
export const PLACES = ['channel', 'parent', 'direct'] as const;

/** Where a result may be posted: see `PLACES`. */
export type DeliveryPlace = (typeof PLACES)[number];

/**
 * - `whole`: as rendered.
 * - `plain`: without emoji, embeds, links and the prompt's text, which Discord may reject.
 * - `bare`: also without the picture's name and description, which repeat the prompt.
 */
export const WORDINGS = ['whole', 'plain', 'bare'] as const;

/** A wording of a result's message: see `WORDINGS`. */
export type Wording = (typeof WORDINGS)[number];

/**
 * - `later`: retry after a pause; the message may have arrived.
 * - `smaller`: the same with smaller files.
 * - `next-wording`: the next one here; after the last one, the next place.
 * - `next-place`: another wording would not help here.
 */
export type LadderStep = 'later' | 'smaller' | 'next-wording' | 'next-place';

/** The next step by the kind of failure. */
export const AFTER_FAILURE = {
  retry: 'later',
  'too-large': 'smaller',
  malformed: 'next-wording',
  blocked: 'next-wording',
  refused: 'next-wording',
  unreferable: 'next-wording',
  'no-files': 'next-place',
  forbidden: 'next-place',
  closed: 'next-place',
  gone: 'next-place',
  answered: 'next-place',
  unanswerable: 'next-place',
} as const satisfies Record<DiscordFailureKind, LadderStep>;
