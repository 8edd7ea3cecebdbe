/** What is said where somebody wanted something by direct message and takes none from the bot. */

import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Job } from '#domain/job.ts';
import { forItsPerson, mention, translatorOf } from './job-text.ts';

/** Copies of results are switched off; told once, since the next result asks for none. */
export const copiesTurnedOff = (job: Job): OutgoingMessage => ({
  content: translatorOf(forItsPerson(job)).say('direct.closed-copies', { person: mention(job) }),
  allowed_mentions: onlyMentioning(job.origin.userId),
});

/** A reaction asked for it. It stands in the channel: nobody can be told in private who sent no command. */
export const closedToReaction = (job: Job): OutgoingMessage => ({
  content: translatorOf(forItsPerson(job)).say('direct.closed-reaction', { person: mention(job) }),
  allowed_mentions: onlyMentioning(job.origin.userId),
});
