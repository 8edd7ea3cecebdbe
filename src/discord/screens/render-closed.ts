/** Messages to people who asked for direct messages but do not accept them. */

import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Job } from '#domain/job.ts';
import { inOwnersLanguage, mention, translatorOf } from './job-text.ts';

/** Copies of results were turned off. */
export const copiesTurnedOff = (job: Job): OutgoingMessage => ({
  content: translatorOf(inOwnersLanguage(job)).say('direct.closed-copies', {
    person: mention(job),
  }),
  allowed_mentions: onlyMentioning(job.origin.userId),
});

/** The answer to a reaction, in the channel: without an interaction there are no ephemeral messages. */
export const closedToReaction = (job: Job): OutgoingMessage => ({
  content: translatorOf(inOwnersLanguage(job)).say('direct.closed-reaction', {
    person: mention(job),
  }),
  allowed_mentions: onlyMentioning(job.origin.userId),
});
