/** The last state of a job that has no result: stopped, or failed and why. */
import type { RESTPatchAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import type { Job } from '#domain/job.ts';
import { onlyMentioning } from './allowed-mentions.ts';
import { boldLine, mention } from './job-text.ts';
import { creditsReturned, failureEmbed } from './render-failure.ts';

/** Fields that a new message and an edit have in common; the edit drops preview and buttons. */
export type NoticeMessage = Required<
  Pick<
    RESTPatchAPIChannelMessageJSONBody,
    'content' | 'embeds' | 'components' | 'allowed_mentions' | 'attachments'
  >
>;

/** Says the same however often it is shown: an edit may be repeated after a crash. */
export function noticeMessage(job: Job): NoticeMessage {
  const failed = job.state === 'failed';
  const smallPrint = `\n-# ${creditsReturned(job)}`;
  return {
    content: failed
      ? boldLine('', job, ` - ${mention(job)}`)
      : boldLine('', job, ` - ${mention(job)} (Stopped)${smallPrint}`),
    embeds: failed ? [failureEmbed(job)] : [],
    components: [],
    attachments: [],
    allowed_mentions: onlyMentioning(job.origin.userId),
  };
}
