/** `/operator processes`: the running processes, their hosts and roles. */
import type { APIEmbed } from 'discord-api-types/v10';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { listedLines } from '#discord/screens/listed.ts';
import { timeText } from '#discord/screens/time-text.ts';
import type { Translator } from '#i18n/translator.ts';
import type { LivingProcess } from '#ports/presence.ts';

/** The live processes as a list, oldest first. */
export function processesEmbed(
  translator: Translator,
  processes: readonly LivingProcess[],
): APIEmbed {
  return embed({
    title: translator.say('processes.title', { count: processes.length }),
    description: listedLines(
      translator,
      processes.map((process) => processLines(translator, process)),
    ),
    color: COLORS.plain,
  });
}

function processLines({ say }: Translator, process: LivingProcess): string {
  const { id, roles, version, sinceMs, shards, jobs } = process;
  const figures = say('processes.figures', {
    roles: roles.join(' + '),
    version,
    since: timeText(sinceMs, 'f'),
    jobs,
  });
  const held =
    shards.length === 0 ? '' : `\n${say('processes.shards', { shards: rangesText(shards) })}`;
  return `**\`${id}\`**\n${figures}${held}`;
}

/** Sorted numbers as `0-3, 7`. */
export function rangesText(numbers: readonly number[]): string {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && number === open.last + 1) open.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges
    .map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`))
    .join(', ');
}
