/** `/operator servers`: each server's available credits, as a list and as a table. */
import type { APIEmbed } from 'discord-api-types/v10';
import { csvCell } from '#application/accounts/charge-text.ts';
import type { ListedServer, ServersPage } from '#application/accounts/credit-service.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { listedLines } from '#discord/screens/listed.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { Attachment } from '#ports/messenger.ts';

const NAME_CHARACTERS_MAX = 60;

/** The known names. */
type Names = ReadonlyMap<GuildId, string>;

/** A page of servers, each with its name and the id that the other subcommands take. */
export function serversEmbed(
  translator: Translator,
  { servers, hasMore }: ServersPage,
  names: Names,
): APIEmbed {
  const { say } = translator;
  const last = servers.at(-1);
  return embed({
    title: say('servers.title'),
    description:
      last === undefined
        ? say('servers.none')
        : listedLines(
            translator,
            servers.map((server) => serverLine(translator, server, names)),
            { tail: hasMore ? `\n${say('servers.more', { last: last.guildId })}` : undefined },
          ),
    color: COLORS.plain,
  });
}

function serverLine(
  { say }: Translator,
  { guildId, account, state }: ListedServer,
  names: Names,
): string {
  const name = names.get(guildId);
  // A server without a name is invisible to the bot, which was most likely removed from it.
  const called =
    name === undefined ? say('servers.name-unknown') : displayPrompt(name, NAME_CHARACTERS_MAX);
  const figures =
    account === null
      ? say('servers.unused')
      : say('servers.figures', {
          availableCredits: account.available,
          reservedCredits: account.reserved,
          spentCredits: account.spent,
          period: account.period,
        });
  const stateText = state === 'served' ? '' : ` · **${say('servers.state', { state })}**`;
  return `**${called}** \`${guildId}\`${stateText}\n${figures}`;
}

/** The same page as a table. */
export function serversCsv(servers: readonly ListedServer[], names: Names): Attachment {
  const lines = servers.map(({ guildId, account, state }) =>
    [
      guildId,
      names.get(guildId) ?? '',
      account?.available ?? '',
      account?.reserved ?? '',
      account?.spent ?? '',
      account?.period ?? '',
      state,
    ]
      .map(csvCell)
      .join(','),
  );
  const text = ['server,server_name,available,reserved,spent,period,state', ...lines, ''].join(
    '\n',
  );
  return { bytes: Buffer.from(text), mediaType: 'text/csv' };
}
