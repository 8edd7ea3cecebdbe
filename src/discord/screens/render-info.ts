/** `/info`: a member's own jobs and the server's credits, in the columns of Midjourney's embed. */
import type { APIEmbed } from 'discord-api-types/v10';
import { LISTED_MAX, type MemberInfo } from '#application/accounts/member-info.ts';
import type { UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, DESCRIPTION_CHARACTERS_MAX, embed } from './embed.ts';
import { jobLine } from './job-line.ts';
import { timeText } from './time-text.ts';

const VALUE_COLUMN = 32;
/** Jobs of each list; fewer where the longest prompts and links leave no room for so many. */
const JOBS_LISTED = [5, 4, 3, 2] as const;

/** Jobs of one kind, perhaps only the newest. */
type Listed = { readonly jobs: readonly Job[]; readonly isAll: boolean };

/** `/info`: a person's jobs and settings in this server. */
export function infoEmbed(
  translator: Translator,
  member: { readonly userId: UserId; readonly userName: string },
  info: MemberInfo,
): APIEmbed {
  let description = '';
  for (const most of JOBS_LISTED) {
    description = linesWith(translator, member.userId, info, most);
    if (description.length <= DESCRIPTION_CHARACTERS_MAX) break;
  }
  return embed({
    title: translator.say('info.title', { name: member.userName }),
    description,
    color: COLORS.plain,
  });
}

/** The columns and lists, each of `most` jobs. */
function linesWith(translator: Translator, userId: UserId, info: MemberInfo, most: number): string {
  const { say } = translator;
  const { account, running, speed, visibility } = info;
  const { available, reserved, spent } = account;
  // Each job is listed once, in the first list that has it.
  const named = new Set(info.running.slice(0, most).map(({ id }) => id));
  const unnamed = (jobs: readonly Job[]): Listed => {
    const rest = jobs.filter(({ id }) => !named.has(id));
    for (const { id } of rest.slice(0, most)) named.add(id);
    return { jobs: rest, isAll: jobs.length < LISTED_MAX };
  };
  const [withheld, recent] = [unnamed(info.withheld), unnamed(info.recent)];
  const favourites = unnamed(info.favourites);
  return [
    row(say('info.user-id'), userId),
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
        : jobList(translator, { jobs: running, isAll: true }, most),
    ),
    ...section(translator, say('info.withheld'), withheld, most),
    ...section(translator, say('info.recent'), recent, most),
    ...section(translator, say('info.favourites'), favourites, most),
  ].join('\n');
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

function section(
  translator: Translator,
  title: string,
  list: Listed,
  most: number,
): readonly string[] {
  return list.jobs.length === 0 ? [] : ['', `**${title}**:${jobList(translator, list, most)}`];
}

function jobList(translator: Translator, { jobs, isAll }: Listed, most: number): string {
  const listed = jobs.slice(0, most).map((job) => `\n${jobLine(translator, job)}`);
  const count = jobs.length - listed.length;
  return `${listed.join('')}${count > 0 ? `\n${translator.say('info.more', { count, all: isAll ? 'yes' : 'no' })}` : ''}`;
}
