/** The message of a finished job: its line or embed, file names and buttons. */

import { resultRows } from '#discord/components/result-rows.ts';
import { resultFileName } from '#discord/delivery/file-name.ts';
import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { ResultView } from '#ports/messenger.ts';
import { resultVerb } from './button-text.ts';
import { CONTENT_CHARACTERS_MAX } from './display-prompt.ts';
import {
  imageNumber,
  lineOf,
  listedPrompt,
  mention,
  modeText,
  type ShownJob,
  translatorOf,
} from './job-text.ts';
import { suggestionsEmbed } from './render-suggestions.ts';

/** Discord's limit of an attachment's description, which screen readers read out. */
const DESCRIPTION_CHARACTERS_MAX = 1024;

/** The line of a finished job; a U result shows its picture's number instead of a speed. */
export function finalLine(job: ShownJob, pageUrl: string | null = null): string {
  const translator = translatorOf(job);
  const { say } = translator;
  const person = mention(job);
  const number = imageNumber(job);
  const { action } = job.request;
  if (action === 'upscale') {
    return lineOf(job, (prompt) => say('final.image', { prompt, number, person }));
  }
  if (action === 'upscale-video') {
    return lineOf(job, (prompt) => say('final.video', { prompt, number, person }));
  }
  // As in Midjourney: upscaled images have the link only as a button.
  const hasLink = pageUrl !== null && actionRow(action).makes !== 'upscaled';
  const link = hasLink ? ` ${say('final.website', { url: pageUrl })}` : '';
  const speed = modeText(job);
  const verb = resultVerb(translator, job);
  return lineOf(job, (prompt) =>
    verb === null
      ? say('final', { prompt, person, link, speed })
      : say('final.verb', { prompt, verb, person, link, speed }),
  );
}

/** A finished job to render; its files are sent with the message, in the order of `mediaTypes`. */
export type Finished = Omit<ResultView, 'job' | 'attachments'> & {
  readonly job: ShownJob & Pick<Job, 'result'>;
  readonly mediaTypes: readonly string[];
};

/** The message of a finished job; several files are numbered. */
export function finalMessage(finished: Finished): OutgoingMessage {
  const { job } = finished;
  const names = finished.mediaTypes.map((mediaType, place) =>
    resultFileName(job, mediaType, finished.mediaTypes.length > 1 ? place + 1 : null),
  );
  const description = [...listedPrompt(job)].slice(0, DESCRIPTION_CHARACTERS_MAX / 2).join('');
  const message = {
    components: resultRows(finished),
    allowed_mentions: onlyMentioning(job.origin.userId),
    attachments: names.map((filename, id) => ({
      id,
      filename,
      ...(description === '' ? {} : { description }),
    })),
  };
  const { result } = job;
  const isText = result?.kind === 'suggestions';
  const line = finalLine(job, isText ? null : (finished.pageUrl ?? null));
  // Without room the small print is left out.
  const tails = [takenOverText(finished), leftOutText(finished)];
  const content = tails.reduce(
    (text, tail) => (text.length + tail.length > CONTENT_CHARACTERS_MAX ? text : text + tail),
    line,
  );
  const embeds = isText ? [suggestionsEmbed(job, result, names[0] ?? null)] : undefined;
  return { ...message, content, ...(embeds === undefined ? {} : { embeds }) };
}

/** Files that were left out or made smaller, with links to the originals. */
function leftOutText({ job, leftOut, originals = [] }: Finished): string {
  const { say } = translatorOf(job);
  const links = originals.map((url, place) => `[${place + 1}](<${url}>)`).join(' ');
  if (leftOut === 0) return links === '' ? '' : `\n-# ${say('final.smaller', { links })}`;
  return links === ''
    ? `\n-# ${say('final.left-out', { count: leftOut, jobId: job.id })}`
    : `\n-# ${say('final.left-out-links', { count: leftOut, links })}`;
}

/** The vendor that took over, if the parent's is no longer configured. */
function takenOverText({ job, takenOverBy }: Finished): string {
  if (takenOverBy === undefined) return '';
  return `\n-# ${translatorOf(job).say('result.taken-over', { vendor: takenOverBy })}`;
}
