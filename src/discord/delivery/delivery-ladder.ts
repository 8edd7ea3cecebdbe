/**
 * What is tried when Discord refuses a job's message, as one table. The places are tried in order, in each the
 * wordings in order; a refusal says how far to go down. Whoever reaches the end keeps the result for `/show` and
 * says so, or refunds it: a paid result is never silent. It decides nothing about how a message looks.
 */
import type { DiscordFailureKind } from '#discord/rest/discord-failures.ts';

/**
 * - `channel`: where it was asked for.
 * - `parent`: the channel of a public thread that takes nothing more.
 * - `direct`: the person's direct messages.
 */
export const PLACES = ['channel', 'parent', 'direct'] as const;

/** Where a result may be posted: see `PLACES`. */
export type DeliveryPlace = (typeof PLACES)[number];

/**
 * - `whole`: as rendered.
 * - `plain`: without emoji, embeds, links and the prompt's text, which forms and filters object to.
 * - `bare`: and without the picture's name and description, which repeat the prompt.
 */
export const WORDINGS = ['whole', 'plain', 'bare'] as const;

/** How much of a result's message is written: see `WORDINGS`. */
export type Wording = (typeof WORDINGS)[number];

/**
 * - `later`: the same again, after a pause; it may have arrived.
 * - `smaller`: the same with smaller files.
 * - `next-wording`: the next one here; after the last one, the next place.
 * - `next-place`: nothing in other words would be taken here.
 */
export type LadderStep = 'later' | 'smaller' | 'next-wording' | 'next-place';

/** What a refusal by Discord means for the next attempt, by the kind of the failure. */
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
