/** The notice of a cancelled or failed job. */

import type { Wording } from '#discord/delivery/delivery-ladder.ts';
import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Job } from '#domain/job.ts';
import { embedText } from './embed.ts';
import { lineOf, mention, translatorOf, withoutWords } from './job-text.ts';
import { creditsReturned, failureEmbed } from './render-failure.ts';

/** Deterministic, because the edit may be repeated after a crash. Removes the preview and all buttons. */
export function noticeMessage(
  shown: Job,
  wording: Wording = 'whole',
): OutgoingMessage & { readonly content: string } {
  const job = wording === 'whole' ? shown : withoutWords(shown);
  const failed = job.state === 'failed';
  const translator = translatorOf(job);
  const person = mention(job);
  const smallPrint = `\n-# ${creditsReturned(translator, job)}`;
  const failure = failed ? [failureEmbed(job)] : [];
  const inWords = wording === 'whole' ? '' : failure.map((each) => `\n${embedText(each)}`).join('');
  return {
    content: failed
      ? lineOf(job, (prompt) => `${prompt} - ${person}${inWords}`)
      : lineOf(job, (prompt) => translator.say('notice.stopped', { prompt, person }) + smallPrint),
    embeds: wording === 'whole' ? failure : [],
    components: [],
    attachments: [],
    allowed_mentions: onlyMentioning(job.origin.userId),
  };
}
