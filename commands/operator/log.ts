/** `/operator log`: the audit log, as a page or completely as a table. */
import { csvCell } from '#application/accounts/charge-text.ts';
import type { TableRows } from '#application/accounts/table-rows.ts';
import type { Application } from '#application/application.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { type CsvTable, csvTable } from '#discord/screens/csv-table.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { listedLines } from '#discord/screens/listed.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { serverLabel } from '#discord/screens/server-label.ts';
import { timeText } from '#discord/screens/time-text.ts';
import type { RecordedDecision } from '#domain/decision.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { WhichDecisions } from '#ports/audit-store.ts';
import type { OperatorAnswer } from './answer.ts';
import { decisionText } from './decision-text.ts';
import { personId } from './person-id.ts';
import { serverId } from './which-server.ts';

type Names = ReadonlyMap<GuildId, string>;
type LogRequest = Pick<
  CommandInteraction,
  'options' | 'translator' | 'guildId' | 'attachmentBytesMax'
>;

/** A page of the log, or a file of as many entries as fit. */
export async function auditLog(
  { audit, names }: { readonly audit: Application['audit']; readonly names: GuildNames },
  { options, translator, guildId, attachmentBytesMax }: LogRequest,
): Promise<OperatorAnswer> {
  const { say } = translator;
  const which = whichOf(options);
  if (which === null) return { embed: unchangedEmbed(translator, say('operator.log-invalid')) };
  if (options.get('file') === true) {
    const lines = await audit.table(which);
    const known = await names.read(serversOf(lines.rows));
    const { attachment, cutAt } = table(lines, known, attachmentBytesMax);
    const latest = say('log.file', { count: cutAt ?? lines.rows.length });
    return {
      embed: embed({
        title: say('log.title'),
        description: cutAt === null ? latest : `${latest} ${say('log.cut')}`,
        color: COLORS.plain,
      }),
      file: { ...attachment, fileName: 'decisions.csv' },
    };
  }
  const { lines, page, hasOlder } = await audit.page(which, Number(options.get('page') ?? 1));
  const known = await names.read(serversOf(lines));
  const shown = lines.map((line) => lineText(translator, line, { known, hereId: guildId }));
  const tail = hasOlder ? `-# ${say('log.older', { page: page + 1 })}` : undefined;
  const empty = page === 1 ? say('log.none') : say('log.no-page');
  const description = lines.length === 0 ? empty : listedLines(translator, shown, { tail });
  return { embed: embed({ title: say('log.title'), description, color: COLORS.plain }) };
}

/** The requested filter; null for an unknown name, or for two filters at once. */
function whichOf(options: CommandInteraction['options']): WhichDecisions | null {
  const [server, person] = [options.get('server'), options.get('person')];
  if (server === undefined && person === undefined) return { kind: 'all' };
  if (server !== undefined && person !== undefined) return null;
  const guildId = serverId(server);
  if (guildId !== null) return { kind: 'server', guildId };
  const id = personId(person);
  return id === null ? null : { kind: 'person', userId: id };
}

const serversOf = (lines: readonly RecordedDecision[]): readonly GuildId[] => [
  ...new Set(lines.map(({ guildId }) => guildId).filter((id) => id !== ALL_SERVERS)),
];

function lineText(
  translator: Translator,
  line: RecordedDecision,
  { known, hereId }: { readonly known: Names; readonly hereId: GuildId | null },
): string {
  const { say } = translator;
  const { guildId, author, atMs, decision } = line;
  const where =
    guildId === ALL_SERVERS ? say('log.everywhere') : serverLabel(guildId, known.get(guildId));
  const who = /^\d+$/.test(author) ? `<@${author}>` : say('log.bot');
  return `${timeText(atMs, 'f')} ${who} · ${where}\n> ${decisionText(translator, decision, guildId === hereId)}`;
}

const table = (lines: TableRows<RecordedDecision>, known: Names, bytesMax: number): CsvTable =>
  csvTable('at,by,server,server_name,what,person,details', lines, {
    lineOf: ({ atMs, author, guildId, subject, decision: { kind, ...details } }) =>
      [
        new Date(atMs).toISOString(),
        author,
        guildId === ALL_SERVERS ? '' : guildId,
        known.get(guildId) ?? '',
        kind,
        subject ?? '',
        JSON.stringify(details),
      ]
        .map(csvCell)
        .join(','),
    bytesMax,
  });
