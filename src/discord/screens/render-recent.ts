import type { APIEmbed } from 'discord-api-types/v10';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';
import { jobLine } from './job-line.ts';
import { listedLines } from './listed.ts';
import { timeText } from './time-text.ts';

/** `Recent Jobs` of a person; one's own list is longer and explains how to show a job again. */
export function recentEmbed(
  translator: Translator,
  shown: { readonly userName: string; readonly isOwn: boolean; readonly jobs: readonly Job[] },
): APIEmbed {
  const { say } = translator;
  const { userName, isOwn, jobs } = shown;
  const whose = isOwn ? 'own' : 'other';
  const lines = jobs.map((job) => `${jobLine(translator, job)} ${timeText(job.createdAtMs, 'R')}`);
  return embed({
    title: say('recent.title', { userName }),
    description:
      lines.length === 0
        ? say('recent.none', { whose })
        : listedLines(translator, lines, { tail: `\n${say('recent.hint', { whose })}` }),
    color: COLORS.plain,
  });
}
