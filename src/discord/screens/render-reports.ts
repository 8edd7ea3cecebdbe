/** Messages about reported jobs. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Report, ReportOutcome } from '#application/accounts/remark-service.ts';
import type { TableRows } from '#application/accounts/table-rows.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { jobLine } from './job-line.ts';
import { listedLines } from './listed.ts';
import { personLabel } from './person-label.ts';
import { timeText } from './time-text.ts';

/** The answer to a report: new, already known, or over the limit. */
export function reportedEmbed(
  { say }: Translator,
  outcome: Exclude<ReportOutcome, { readonly kind: 'rejected' }>,
): APIEmbed {
  const state = ({ reported: 'new', known: 'known', 'too-many': 'many' } as const)[outcome.kind];
  const most = outcome.kind === 'too-many' ? outcome.most : 0;
  return embed({
    title: say('report.title', { state }),
    description: say('report.description', { state, most }),
    color: state === 'new' ? COLORS.success : state === 'many' ? COLORS.warning : COLORS.plain,
  });
}

/** The message shows no job to report. */
export const noJobEmbed = ({ say }: Translator): APIEmbed =>
  embed({
    title: say('rejection.invalid-request'),
    description: say('report.no-job'),
    color: COLORS.warning,
  });

/** `/operator reports`. Prompts are shown, because operators have to judge them. */
export function reportsEmbed(
  translator: Translator,
  { rows, isAll }: TableRows<Report>,
  serverNames: ReadonlyMap<GuildId, string>,
): APIEmbed {
  const { say } = translator;
  const lines = rows.map((report) => {
    const { job, reports: count, lastAtMs, firstUserId, messageUrl, pageUrl } = report;
    const facts = say('report.facts', {
      count,
      when: timeText(lastAtMs, 'R'),
      reporter: personLabel(firstUserId),
      person: personLabel(job.origin.userId),
      server: displayPrompt(serverNames.get(job.origin.guildId) ?? job.origin.guildId),
    });
    const page = pageUrl === null ? '' : ` · [${say('report.page')}](${pageUrl})`;
    return `${jobLine(translator, job, messageUrl)}\n${facts}${page}`;
  });
  return embed({
    title: say('report.list-title'),
    description:
      lines.length === 0
        ? say('report.none')
        : listedLines(translator, lines, {
            tail: [...(isAll ? [] : [say('report.older')]), say('report.decide')].join('\n\n'),
            between: '\n\n',
          }),
    color: COLORS.plain,
  });
}
