/** `/info`: a member's own jobs and the server's credits, in the columns of Midjourney's embed. */
import type { APIEmbed } from 'discord-api-types/v10';
import { LISTED_MAX, type MemberInfo } from '#application/accounts/member-info.ts';
import type { UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';
import { jobLine } from './job-line.ts';
import { timeText } from './time-text.ts';

const VALUE_COLUMN = 32;
const JOBS_LISTED_MAX = 5;

/** Jobs of one kind, which may be no more than the newest of them. */
type Listed = { readonly jobs: readonly Job[]; readonly isAll: boolean };

/** `/info`: a person's jobs and settings in this server. */
export function infoEmbed(
  translator: Translator,
  member: { readonly userId: UserId; readonly userName: string },
  info: MemberInfo,
): APIEmbed {
  const { say } = translator;
  const { account, running, speed, visibility } = info;
  const { available, reserved, spent } = account;
  // A job stands where it says most, and nowhere twice.
  const named = new Set(info.running.slice(0, JOBS_LISTED_MAX).map(({ id }) => id));
  const unnamed = (jobs: readonly Job[]): Listed => {
    const rest = jobs.filter(({ id }) => !named.has(id));
    for (const { id } of rest.slice(0, JOBS_LISTED_MAX)) named.add(id);
    return { jobs: rest, isAll: jobs.length < LISTED_MAX };
  };
  const [withheld, recent] = [unnamed(info.withheld), unnamed(info.recent)];
  const favourites = unnamed(info.favourites);
  const lines = [
    row(say('info.user-id'), member.userId),
    row(
      say('info.credits'),
      say('info.credits.value', {
        available,
        monthly: info.monthlyCredits,
        renewsAt: timeText(info.renewsAtMs, 'R'),
      }),
    ),
    row(say('info.mode'), say('info.mode.value', { speed })),
    row(say('info.visibility'), say('info.visibility.value', { visibility })),
    row(say('info.reserved'), say('info.reserved.value', { credits: reserved })),
    row(say('info.spent'), say('info.spent.value', { credits: spent })),
    '',
    row(say('info.queued-fast'), String(ofSpeed(info.queued, false).length)),
    row(say('info.queued-relax'), String(ofSpeed(info.queued, true).length)),
    row(
      say('info.running'),
      running.length === 0
        ? say('info.running.none')
        : jobList(translator, { jobs: running, isAll: true }),
    ),
    ...section(translator, say('info.withheld'), withheld),
    ...section(translator, say('info.recent'), recent),
    ...section(translator, say('info.favourites'), favourites),
  ];
  return embed({
    title: say('info.title', { name: member.userName }),
    description: lines.join('\n'),
    color: COLORS.plain,
  });
}

function row(name: string, value: string): string {
  return `${`**${name}**:`.padEnd(VALUE_COLUMN)}${value}`
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function ofSpeed(jobs: readonly Job[], relaxed: boolean): readonly Job[] {
  return jobs.filter((job) => (job.request.speed === 'relax') === relaxed);
}

function section(translator: Translator, title: string, list: Listed): readonly string[] {
  return list.jobs.length === 0 ? [] : ['', `**${title}**:${jobList(translator, list)}`];
}

function jobList(translator: Translator, { jobs, isAll }: Listed): string {
  const listed = jobs.slice(0, JOBS_LISTED_MAX).map((job) => `\n${jobLine(translator, job)}`);
  const count = jobs.length - listed.length;
  return `${listed.join('')}${count > 0 ? `\n${translator.say('info.more', { count, all: isAll ? 'yes' : 'no' })}` : ''}`;
}
