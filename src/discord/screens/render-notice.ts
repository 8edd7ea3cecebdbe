/** The last state of a job that has no result: stopped, or failed and why. */

import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Job } from '#domain/job.ts';
import { lineOf, mention, textsOf } from './job-text.ts';
import { creditsReturned, failureEmbed } from './render-failure.ts';

/**
 * Says the same however often it is shown: an edit may be repeated after a crash. It drops the preview
 * and every button.
 */
export function noticeMessage(job: Job): OutgoingMessage & { readonly content: string } {
  const failed = job.state === 'failed';
  const texts = textsOf(job);
  const person = mention(job);
  const smallPrint = `\n-# ${creditsReturned(texts, job)}`;
  return {
    content: failed
      ? lineOf(job, (prompt) => `${prompt} - ${person}`)
      : lineOf(job, (prompt) => texts.say('notice.stopped', { prompt, person }) + smallPrint),
    embeds: failed ? [failureEmbed(job)] : [],
    components: [],
    attachments: [],
    allowed_mentions: onlyMentioning(job.origin.userId),
  };
}
