/** The notice of a reported job for operators, who have to see the prompt to decide. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Translator } from '#i18n/translator.ts';
import type { ReportView } from '#ports/report-desk.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { personLabel } from './person-label.ts';
import { timeText } from './time-text.ts';

const PROMPT_CHARACTERS_MAX = 1_500;

/** Prompt, people, server, links and decisions. */
export function reportNoticeEmbed({ say }: Translator, view: ReportView, server: string): APIEmbed {
  const { job, reporterId, atMs, messageUrl, pageUrl, takenDown, dismissed, isBlocked } = view;
  const links = [
    ...(messageUrl === null ? [] : [`[${say('report.message')}](${messageUrl})`]),
    ...(pageUrl === null ? [] : [`[${say('report.page')}](${pageUrl})`]),
    `\`${job.id}\``,
  ];
  const lines = [
    displayPrompt(job.request.prompt, PROMPT_CHARACTERS_MAX),
    '',
    say('report.notice', {
      person: personLabel(job.origin.userId),
      server,
      reporter: personLabel(reporterId),
      when: timeText(atMs, 'R'),
    }),
    links.join(' · '),
    ...(view.isGone && takenDown === null ? [say('report.gone')] : []),
    ...(takenDown === null
      ? []
      : [
          say('report.taken-down', {
            who: `<@${takenDown.author}>`,
            when: timeText(takenDown.atMs, 'R'),
          }),
        ]),
    ...(dismissed === null
      ? []
      : [
          say('report.dismissed', {
            who: `<@${dismissed.author}>`,
            when: timeText(dismissed.atMs, 'R'),
          }),
        ]),
    ...(isBlocked ? [say('report.member-blocked')] : []),
  ];
  return embed({
    title: say('report.notice.title'),
    description: lines.join('\n'),
    color: takenDown === null && dismissed === null ? COLORS.warning : COLORS.plain,
  });
}
