/** `/info`: a member's own jobs and the server's credits, in the columns of Midjourney's embed. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { MemberInfo } from '#application/application.ts';
import type { UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { amountText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { jobLink } from './job-link.ts';
import { echoOf } from './job-text.ts';
import { timeText } from './time-text.ts';

const VALUE_COLUMN = 32;
const JOBS_LISTED_MAX = 5;
const PROMPT_CHARACTERS_MAX = 60;

export function infoEmbed(
  member: { readonly userId: UserId; readonly userName: string },
  info: MemberInfo,
): APIEmbed {
  const { account } = info;
  const renews = timeText(info.renewsAtMs, 'R');
  const lines = [
    row('User ID', member.userId),
    row(
      'Server Credits',
      `${amountText(account.available)} available (${amountText(info.monthlyCredits)} a month, renews ${renews})`,
    ),
    row('Reserved', `${amountText(account.reserved)} for jobs in hand`),
    row('Lifetime Usage', `${amountText(account.spent)} credits of this server`),
    '',
    row('Queued Jobs (fast)', String(ofSpeed(info.queued, false).length)),
    row('Queued Jobs (relax)', String(ofSpeed(info.queued, true).length)),
    row('Running Jobs', info.running.length === 0 ? 'None' : jobList(info.running)),
    ...section('Not posted yet: bring back with `/show`', info.withheld),
    ...section('Latest Jobs', info.recent),
  ];
  return embed({
    title: `Your info - ${member.userName}`,
    description: lines.join('\n'),
    color: COLORS.plain,
  });
}

function row(name: string, value: string): string {
  return `${`**${name}**:`.padEnd(VALUE_COLUMN)}${value}`.replace(/ +\n/, '\n');
}

function ofSpeed(jobs: readonly Job[], relaxed: boolean): readonly Job[] {
  return jobs.filter((job) => (job.request.speed === 'relax') === relaxed);
}

function section(title: string, jobs: readonly Job[]): readonly string[] {
  return jobs.length === 0 ? [] : ['', `**${title}**:${jobList(jobs)}`];
}

function jobList(jobs: readonly Job[]): string {
  const listed = jobs.slice(0, JOBS_LISTED_MAX).map((job) => {
    const link = jobLink(job);
    const id = link === null ? `\`${job.id}\`` : `[\`${job.id}\`](${link})`;
    return `\n${id} ${displayPrompt(echoOf(job), PROMPT_CHARACTERS_MAX)}`;
  });
  const more = jobs.length - listed.length;
  return `${listed.join('')}${more > 0 ? `\nand ${more} more` : ''}`;
}
