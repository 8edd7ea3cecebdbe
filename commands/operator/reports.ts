/** `/operator reports`: the open reports, or one report with the buttons that decide it. */

import type { InteractionContext } from '#discord/commands/command.ts';
import { reportMessage } from '#discord/components/press-report.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { reportsEmbed } from '#discord/screens/render-reports.ts';
import { readServerLabel } from '#discord/screens/server-label.ts';
import { parseJobId } from '#domain/ids.ts';

/** The list; a named job is shown as in the message about its report, which may not have been delivered. */
export async function reportsAnswer(
  { application: { remarks }, guildNames }: Pick<InteractionContext, 'application' | 'guildNames'>,
  { user, options, translator }: CommandInteraction,
): Promise<Reply> {
  const alone = { kind: 'message', visibility: 'stealth' } as const;
  const given = options.get('job');
  if (given === undefined) {
    const reports = (await remarks.reports(user.id)) ?? { rows: [], isAll: true };
    const names = await guildNames.read(reports.rows.map(({ job }) => job.origin.guildId));
    const embeds = [reportsEmbed(translator, reports, names)];
    return { ...alone, message: { embeds, allowed_mentions: MENTIONING_NOBODY } };
  }
  const id = parseJobId(String(given).trim());
  const view = id === null ? null : await remarks.reported(id, user.id);
  if (view === null) {
    return { kind: 'refusal', embed: unchangedEmbed(translator, translator.say('report.unknown')) };
  }
  const { guildId } = view.job.origin;
  const server = await readServerLabel(guildNames, guildId);
  return { ...alone, message: reportMessage(translator, view, server) };
}
