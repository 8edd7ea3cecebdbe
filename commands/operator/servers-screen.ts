/** `/operator servers`: what each server has left, as a list and as a table. */
import type { APIEmbed } from 'discord-api-types/v10';
import { csvCell } from '#application/accounts/charge-text.ts';
import type { ServersPage } from '#application/accounts/credit-service.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { Attachment } from '#ports/messenger.ts';

const NAME_CHARACTERS_MAX = 60;

/** Names as far as they are known. */
type Names = ReadonlyMap<GuildId, string>;

/** A page of servers, each with its name and the id that the other subcommands want. */
export function serversEmbed(
  translator: Translator,
  { accounts, hasMore }: ServersPage,
  names: Names,
): APIEmbed {
  const { say } = translator;
  const last = accounts.at(-1);
  return embed({
    title: say('servers.title'),
    description:
      last === undefined
        ? say('servers.none')
        : [
            ...accounts.map((account) => serverLine(translator, account, names)),
            ...(hasMore ? ['', say('servers.more', { last: last.guildId })] : []),
          ].join('\n'),
    color: COLORS.plain,
  });
}

function serverLine({ say }: Translator, account: Account, names: Names): string {
  const { guildId, available, reserved, spent, period } = account;
  const name = names.get(guildId);
  // A server that has no name is one that the bot cannot see: most likely it was removed there.
  const called =
    name === undefined ? say('servers.name-unknown') : displayPrompt(name, NAME_CHARACTERS_MAX);
  const figures = say('servers.figures', {
    availableCredits: available,
    reservedCredits: reserved,
    spentCredits: spent,
    period,
  });
  return `**${called}** \`${guildId}\`\n${figures}`;
}

/** The same page as a table. */
export function serversCsv(accounts: readonly Account[], names: Names): Attachment {
  const lines = accounts.map(({ guildId, available, reserved, spent, period }) =>
    [guildId, names.get(guildId) ?? '', available, reserved, spent, period].map(csvCell).join(','),
  );
  const text = ['server,server_name,available,reserved,spent,period', ...lines, ''].join('\n');
  return { bytes: Buffer.from(text), mediaType: 'text/csv' };
}
