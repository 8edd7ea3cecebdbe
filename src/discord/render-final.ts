/** The finished job: its line, its picture's name, its buttons. */
import { actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import { onlyMentioning } from './allowed-mentions.ts';
import { buttonRows } from './button-layout.ts';
import { resultFileName } from './file-name.ts';
import {
  boldLine,
  byline,
  echoOf,
  imageNumber,
  mention,
  type ShownJob,
  speedTag,
} from './job-text.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/** Discord's limit of an attachment's description, which screen readers read out. */
const DESCRIPTION_CHARACTERS_MAX = 1024;

/** The line of a finished job; a U result names its picture and, costing no time, no speed. */
export function finalLine(job: ShownJob, websiteUrl: string | null = null): string {
  if (job.request.action === 'upscale') {
    return boldLine('', job, ` - Image #${imageNumber(job)} ${mention(job)}`);
  }
  const link = websiteUrl === null ? '' : ` [(Open on website for full quality)](<${websiteUrl}>)`;
  const { resultVerb } = actionRow(job.request.action);
  return boldLine('', job, `${byline(job, resultVerb)}${link} ${speedTag(job)}`);
}

/** What a finished job shows, wherever it is shown. */
export type Finished = {
  readonly job: ShownJob;
  readonly mediaType: string;
  readonly buttons: readonly Button[];
  readonly pressed: readonly Button[];
  readonly websiteUrl?: string | null;
};

/** The message of a finished job; its one file is number 0. */
export function finalMessage(finished: Finished): OutgoingMessage {
  const { job } = finished;
  return {
    content: finalLine(job, finished.websiteUrl ?? null),
    components: buttonRows({
      jobId: job.id,
      surface: actionRow(job.request.action).makes,
      buttons: finished.buttons,
      pressed: finished.pressed,
    }),
    allowed_mentions: onlyMentioning(job.origin.userId),
    attachments: [
      {
        id: 0,
        filename: resultFileName(job, finished.mediaType),
        description: [...echoOf(job)].slice(0, DESCRIPTION_CHARACTERS_MAX / 2).join(''),
      },
    ],
  };
}
